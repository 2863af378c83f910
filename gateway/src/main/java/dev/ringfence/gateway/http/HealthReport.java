package dev.ringfence.gateway.http;

import java.util.List;

/**
 * How the process is.
 *
 * @param live false when only a restart helps
 * @param ready true when commands are taken
 * @param checks what it is made of
 */
public record HealthReport(boolean live, boolean ready, List<Check> checks) {
  public HealthReport {
    checks = List.copyOf(checks);
  }

  /** Why a part is not as it should be, for machines; the names stay as they are. */
  public enum Reason {
    /** It is as it should be. */
    NONE,
    /** The process has just begun; nothing is known yet. */
    STARTING,
    /** The code is made warm before it serves. */
    WARMING_UP,
    /** PostgreSQL can't be reached, or does not answer. */
    DATABASE_AWAY,
    /** Another process has the shard: this one is a standby. */
    OWNED_ELSEWHERE,
    /** The shard is read from PostgreSQL. */
    RECOVERING,
    /** Something else is in the way; the detail says what. */
    CANNOT_BE_TAKEN,
    /** It gave up, and is taken again. */
    GAVE_UP,
    /** A person must look before it serves. */
    HALTED,
    /** As many events wait for Kafka as may. */
    OUTBOX_FULL,
    /** The server's certificate should have been renewed. */
    CERTIFICATE_EXPIRES_SOON,
    /** Callers refuse the server's certificate: it begins later, or a clock is wrong. */
    CERTIFICATE_NOT_YET_GOOD,
    /** Callers refuse the server's certificate. */
    CERTIFICATE_EXPIRED,
    /** A file of clients, keys or certificates was changed and can't be used. */
    FILE_NOT_IN_FORCE,
    /** Only a restart helps. */
    THREAD_DIED,
    /** The process ends. */
    STOPPING
  }

  /**
   * One part.
   *
   * @param name what was looked at, "shard 0" for example
   * @param reason why it is not as it should be
   * @param detail how it is, in a few words
   */
  public record Check(String name, Reason reason, String detail) {
    /** A part that is as it should be. */
    public static Check good(String name, String detail) {
      return new Check(name, Reason.NONE, detail);
    }

    /** A part whose thread has ended by itself. */
    public static Check died(String name) {
      return new Check(name, Reason.THREAD_DIED, "its thread has died: restart this process");
    }

    /** Whether it is as it should be. */
    public boolean isGood() {
      return reason == Reason.NONE;
    }
  }
}
