package dev.ringfence.journal;

/** Another process migrates the schema just now: whoever waits for it tries again. */
public final class MigrationUnderWayException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MigrationUnderWayException() {
    super("Another process migrates the schema");
  }
}
