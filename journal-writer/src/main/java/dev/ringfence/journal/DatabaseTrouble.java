package dev.ringfence.journal;

import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Why PostgreSQL can't be worked with, for the operator.
 *
 * @param passing whether it may be otherwise later; else a person has to mend something first
 * @param message one line: what happened, where, and what to do
 */
public record DatabaseTrouble(boolean passing, String message) {
  private static final String REJECTED = "08004";
  private static final String UNDEFINED_TABLE = "42P01";

  /** What a failure says of the database; nothing if it is a defect, or not the database's. */
  public static Optional<DatabaseTrouble> of(Throwable failure, DatabaseConfig config) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof MigrationUnderWayException) {
        return passing(
            "%s of the database at %s: this one begins when that is done.",
            cause.getMessage(), place(config));
      }
      // The pool's own word comes first, and knows of connections that broke while they were made.
      if (cause instanceof SQLException said) {
        return of(said, SqlState.codeOf(said), place(config));
      }
    }
    return Optional.empty();
  }

  private static Optional<DatabaseTrouble> of(SQLException failure, String code, String place) {
    String words = words(failure);
    return switch (code) {
      case REJECTED -> notLetIn(place, words);
      case SqlState.READ_ONLY ->
          passing(
              "The database at %s only lets itself be read (%s): a standby? Name all hosts in its URL,"
                  + " and ?targetServerType=primary.",
              place, words);
      case SqlState.MAY_NOT ->
          lasting(
              "The user may not do what is needed at %s (%s). He must own the database.",
              place, words);
      case UNDEFINED_TABLE ->
          lasting(
              "The database at %s has no tables of Ringfence (%s): is it the right one, and is the"
                  + " backup restored?",
              place, words);
      default ->
          switch (code.substring(0, 2)) {
            case "3D" ->
                lasting(
                    "There is no such database at %s (%s). Create it, or correct the URL.",
                    place, words);
            case "28" -> notLetIn(place, words);
            case "08" ->
                passing(
                    "The database at %s can't be reached: %s. Does PostgreSQL run, and is the URL"
                        + " right?",
                    place, words);
            default -> ofTheRest(failure, place, words);
          };
    };
  }

  private static Optional<DatabaseTrouble> ofTheRest(
      SQLException failure, String place, String words) {
    return switch (SqlState.of(failure)) {
      case PASSING, DECLINED -> passing("The database at %s gives no answer: %s.", place, words);
      case BAD_DATA, BROKEN -> Optional.empty();
    };
  }

  private static Optional<DatabaseTrouble> notLetIn(String place, String words) {
    return lasting(
        "PostgreSQL does not let this user in at %s (%s). Correct the user or the password, or let it"
            + " in (pg_hba.conf).",
        place, words);
  }

  private static Optional<DatabaseTrouble> passing(String sentence, String place, String words) {
    return Optional.of(new DatabaseTrouble(true, sentence.formatted(place, words)));
  }

  private static Optional<DatabaseTrouble> lasting(String sentence, String place, String words) {
    return Optional.of(new DatabaseTrouble(false, sentence.formatted(place, words)));
  }

  /** What stands behind the question mark may be secret, and is seldom what is wrong. */
  private static String place(DatabaseConfig config) {
    return config.jdbcUrl().replaceFirst("\\?.*", "");
  }

  /**
   * What the driver or the server said, which lies below the pool's time-out; its first sentence,
   * and what that does not say by itself.
   */
  static String words(SQLException failure) {
    String code = SqlState.codeOf(failure);
    String words = String.valueOf(failure.getMessage());
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException) {
        return "the host is not known: " + cause.getMessage();
      }
      if (cause instanceof SQLException below && SqlState.codeOf(below).equals(code)) {
        words = String.valueOf(below.getMessage());
      }
    }
    String sentence = words.lines().findFirst().orElse("").strip().replaceFirst("\\.( .*)?$", "");
    return sentence + meaning(code);
  }

  /** The words alone lead a reader astray: the "user request" is mostly our own time limit. */
  private static String meaning(String code) {
    return switch (code) {
      case SqlState.LOCK_NOT_AVAILABLE ->
          ": somebody holds a lock that is needed; pg_blocking_pids() tells who";
      case SqlState.QUERY_CANCELED -> ": its time limit was over, or somebody cancelled it";
      default -> "";
    };
  }
}
