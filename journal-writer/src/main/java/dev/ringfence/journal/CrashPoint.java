package dev.ringfence.journal;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Named places where a process can be told to kill itself, as abruptly as SIGKILL is, so that tests
 * need not hope to hit them. Off, and free, unless the environment variable {@code
 * RINGFENCE_CRASH_AT} or the system property {@code ringfence.crash.at} names one: {@code
 * AFTER_FLUSH}, or {@code AFTER_FLUSH:3} for the third time that it is reached.
 */
public enum CrashPoint {
  /** A batch is decided and applied in memory; PostgreSQL has nothing of it. */
  BEFORE_COMMIT,
  /** A batch is durable; nobody was answered. */
  AFTER_COMMIT,
  /** A batch of events was read from the outbox; nothing of it was sent. */
  BEFORE_SEND,
  /** All of it was handed to the producer; nothing is known to be acknowledged. */
  AFTER_SEND,
  /** Kafka acknowledged all of it; the cursor stands before it. */
  AFTER_FLUSH,
  /** The cursor stands behind it. */
  AFTER_CURSOR,
  /** A shard's accounts were read; the rest was not. */
  DURING_RECOVERY;

  private static final String PROPERTY = "ringfence.crash.at";
  private static final String VARIABLE = "RINGFENCE_CRASH_AT";
  private static final Trap TRAP =
      Trap.parse(System.getProperty(PROPERTY, System.getenv().getOrDefault(VARIABLE, "")));

  /** Execution has come here. Does not return if this is where the process must end. */
  public void reached() {
    if (TRAP.point == this) {
      TRAP.step();
    }
  }

  /** What this process was told, for the log; empty if nothing. */
  public static Optional<String> armed() {
    return Optional.ofNullable(TRAP.point).map(point -> point + ":" + TRAP.times);
  }

  /** The one point that was named, and how often it is passed before it snaps. */
  static final class Trap {
    private static final Logger LOG = LoggerFactory.getLogger(CrashPoint.class);
    private static final int KILLED_STATUS = 137;
    private static final long KILL_SECONDS = 5;

    private final CrashPoint point;
    private final long times;
    private final AtomicLong reached = new AtomicLong();

    private Trap(CrashPoint point, long times) {
      this.point = point;
      this.times = times;
    }

    static Trap parse(String text) {
      if (text.isBlank()) {
        return new Trap(null, 0);
      }
      String[] parts = text.strip().split(":", 2);
      try {
        return new Trap(
            CrashPoint.valueOf(parts[0].toUpperCase(Locale.ROOT)),
            parts.length == 1 ? 1 : Long.parseLong(parts[1]));
      } catch (IllegalArgumentException unknown) {
        throw new IllegalArgumentException(
            VARIABLE
                + " must be one of "
                + Arrays.toString(CrashPoint.values())
                + ", or one with a count behind a colon, not "
                + text,
            unknown);
      }
    }

    CrashPoint point() {
      return point;
    }

    long times() {
      return times;
    }

    private void step() {
      if (reached.incrementAndGet() == times) {
        LOG.warn("This process kills itself {}, as {} told it", point, VARIABLE);
        kill();
      }
    }

    /** Java can't send itself a signal; the shell can. */
    private static void kill() {
      String pid = Long.toString(ProcessHandle.current().pid());
      try {
        var _ =
            new ProcessBuilder("sh", "-c", "kill -KILL " + pid)
                .start()
                .waitFor(KILL_SECONDS, TimeUnit.SECONDS);
      } catch (IOException noShell) {
        LOG.warn("There is no shell: it halts instead", noShell);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
      Runtime.getRuntime().halt(KILLED_STATUS);
    }
  }
}
