package dev.ringfence.journal.relay;

/** A batch, or a part of it, did not get into Kafka; trying again may help. */
final class PublishFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  PublishFailedException(Throwable cause) {
    super(cause.getClass().getSimpleName() + ": " + cause.getMessage(), cause);
  }
}
