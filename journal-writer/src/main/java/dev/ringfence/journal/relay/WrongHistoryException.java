package dev.ringfence.journal.relay;

/** The outbox is not what was committed, so nothing is published: this wants a person. */
final class WrongHistoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WrongHistoryException(String message) {
    super(message);
  }
}
