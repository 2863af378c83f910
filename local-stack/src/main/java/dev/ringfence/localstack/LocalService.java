package dev.ringfence.localstack;

/** The servers a {@link LocalStack} can run. */
public enum LocalService {
  POSTGRES("PostgreSQL"),
  KAFKA("Kafka"),
  REDIS("Redis");

  private final String title;

  LocalService(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** The name of the folder and of the log file. */
  String folder() {
    return switch (this) {
      case POSTGRES -> "postgres";
      case KAFKA -> "kafka";
      case REDIS -> "redis";
    };
  }
}
