package dev.ringfence.journal.relay;

/** Somebody else works on the outbox; the message is for the operator. */
public final class OutboxInUseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OutboxInUseException(String message) {
    super(message);
  }
}
