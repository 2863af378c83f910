package dev.ringfence.journal;

import java.sql.SQLException;
import java.util.Set;

/** What a database error means for a batch, told by SQLSTATE alone. */
enum SqlState {
  /** The server answered, and a row is at fault: nothing was written, and a retry won't help. */
  BAD_DATA,
  /**
   * The server answered that it can't now: its disk or memory is full, the time for a statement or
   * a lock was over, or somebody took a right away. Nothing was written, and the link is good.
   */
  DECLINED,
  /** The link or the server is at fault: it may be in or not, and a retry may help. */
  PASSING,
  /** The schema or the program is at fault: a retry won't help, and no row is to blame. */
  BROKEN;

  /** How the commit's statement says that a row it must change is missing. */
  static final String DIVISION_BY_ZERO = "22012";

  private static final String UNIQUE_VIOLATION = "23505";

  static final String UNDEFINED_OBJECT = "42704";

  static final String MAY_NOT = "42501";
  static final String READ_ONLY = "25006";
  static final String QUERY_CANCELED = "57014";
  static final String LOCK_NOT_AVAILABLE = "55P03";

  /**
   * Disk full, out of memory, a limit of the configuration, statement and lock time-outs, a right
   * that is missing; and no transaction numbers left, which shares its code with rows that are too
   * long, but none of ours can be.
   */
  static final Set<String> DECLINING =
      Set.of("53100", "53200", "53400", "54000", QUERY_CANCELED, LOCK_NOT_AVAILABLE, MAY_NOT);

  private static final int CLASS_LENGTH = 2;

  static SqlState of(SQLException failure) {
    String code = codeOf(failure);
    if (DECLINING.contains(code)) {
      return DECLINED;
    }
    return switch (code.substring(0, CLASS_LENGTH)) {
      // Data exceptions, violated constraints, limits of a row, and what a trigger raises.
      case "22", "23", "44", "54", "P0" -> BAD_DATA;
      // Syntax, tables that are not there and what the server does not support.
      case "42", "0A" -> BROKEN;
      default -> PASSING;
    };
  }

  /**
   * Whether it says, of an effect whose request and order are new, that the tables are not as the
   * shard's memory has them: a row is missing, or there already.
   */
  static boolean isDivergence(String code) {
    return code.equals(DIVISION_BY_ZERO) || code.equals(UNIQUE_VIOLATION);
  }

  /** Five characters, also when the driver gave none. */
  static String codeOf(SQLException failure) {
    String code = failure.getSQLState();
    return code == null || code.length() < CLASS_LENGTH ? "08000" : code;
  }
}
