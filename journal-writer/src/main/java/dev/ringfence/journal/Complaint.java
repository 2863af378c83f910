package dev.ringfence.journal;

import java.nio.file.FileSystemException;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * What is wrong, and tried again: said when it is news, and once a minute for as long as it lasts.
 * A line for every attempt would hide all else. For one thread at a time.
 */
public final class Complaint {
  private static final long REPEAT_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Logger log;
  private final LongSupplier nanoClock;
  private String said;
  private long saidNanos;

  public Complaint(Logger log) {
    this(log, System::nanoTime);
  }

  public Complaint(Logger log, LongSupplier nanoClock) {
    this.log = log;
    this.nanoClock = nanoClock;
  }

  /** Says it as a warning, if it is time to. */
  public void warn(String message) {
    // Counters of a pool that change with every attempt are no news.
    String words = message.replaceAll("\\d+", "#");
    long nowNanos = nanoClock.getAsLong();
    if (words.equals(said) && nowNanos - saidNanos < REPEAT_NANOS) {
      return;
    }
    said = words;
    saidNanos = nowNanos;
    log.warn(message);
  }

  /** It is over: the next is news again. */
  public void end() {
    said = null;
  }

  /**
   * What a failure says, and what those below it add: "Failed to construct" says little, and the
   * wrong password lies at the bottom. Of a database's what the driver or the server said, below
   * the pool.
   */
  public static String reason(Throwable failure) {
    StringBuilder reason = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String words = words(cause);
      if (reason.indexOf(words) < 0) {
        reason.append(reason.isEmpty() ? "" : ": ").append(words);
      }
      if (cause instanceof SQLException) {
        break;
      }
    }
    return reason.toString();
  }

  private static String words(Throwable failure) {
    if (failure instanceof SQLException refused) {
      return DatabaseTrouble.words(refused);
    }
    String name = failure.getClass().getSimpleName();
    if (failure.getMessage() == null || failure.getMessage().isBlank()) {
      return name;
    }
    String line = failure.getMessage().strip().lines().findFirst().orElseThrow();
    if (failure instanceof FileSystemException) {
      // Of a file that is not there, the message is the file.
      return name + ": " + line;
    }
    // What Kafka quotes there is a part of the password, if that has a blank or a quotation mark.
    return line.endsWith(" in JAAS config") ? line.replaceFirst("'.*'", "'…'") : line;
  }
}
