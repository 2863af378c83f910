package dev.ringfence.perf.baseline;

import com.zaxxer.hikari.HikariDataSource;
import java.util.Locale;

/** The two ways to write it with a transaction per request. */
public enum BaselineVariant {
  /** Look up the request id, lock with FOR UPDATE, update, insert, commit. */
  TEXTBOOK,
  /** All of it in one statement with data-modifying CTEs: one round trip, no idle lock. */
  SINGLE;

  /** The PostgreSQL schema that holds its tables. */
  public String schema() {
    return "baseline_" + name().toLowerCase(Locale.ROOT);
  }

  /** As it is called in reports and on the command line. */
  public String label() {
    return switch (this) {
      case TEXTBOOK -> "textbook";
      case SINGLE -> "single-statement";
    };
  }

  AccountStore store(HikariDataSource pool) {
    return switch (this) {
      case TEXTBOOK -> new TextbookStore(pool);
      case SINGLE -> new SingleStatementStore(pool);
    };
  }

  boolean commitsByItself() {
    return switch (this) {
      case TEXTBOOK -> false;
      case SINGLE -> true;
    };
  }
}
