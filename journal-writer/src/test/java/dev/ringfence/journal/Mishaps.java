package dev.ringfence.journal;

import java.sql.SQLException;

/** Stands between the program and the tables in memory, and may let calls go wrong. */
public interface Mishaps {
  /** All goes well. */
  Mishaps NONE =
      new Mishaps() {
        @Override
        public <T> T call(Point point, Call<T> call) throws SQLException {
          return call.run();
        }
      };

  /** Where the program talks to PostgreSQL. */
  enum Point {
    TAKE,
    RENEW,
    RELEASE,
    CONNECT,
    RAISE,
    COMMIT,
    OFFENDERS,
    LOOK_UP,
    RECOVER,
    OUTBOX_PROGRESS,
    OUTBOX_READ,
    CURSOR,
    SNAPSHOT
  }

  /** What is done in the tables. */
  @FunctionalInterface
  interface Call<T> {
    T run() throws SQLException;
  }

  /** Runs the call, or does not, or does and says otherwise. */
  <T> T call(Point point, Call<T> call) throws SQLException;

  /**
   * Whether this statement reaches the server, but its link breaks before it has run: the server
   * runs it whenever it comes to it.
   */
  default boolean isLate(Point point) {
    return false;
  }
}
