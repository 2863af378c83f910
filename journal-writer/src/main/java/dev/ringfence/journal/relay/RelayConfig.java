package dev.ringfence.journal.relay;

/**
 * How a relay works.
 *
 * @param batchRows the most events between two moves of the cursor
 * @param batchBytes the most bytes of events between two moves of the cursor; one event more than
 *     this still goes, alone
 * @param turnMillis the least time between the beginnings of two looks: how long events are
 *     gathered at a low rate, so that the relay does not take the cores from the commands
 * @param pollMinMillis the pause after the first look that found nothing; doubled from look to look
 * @param pollMaxMillis the longest pause; what a relay alone adds to an event's latency at worst
 * @param backoffInitialMillis the pause after a first failure; doubled from failure to failure
 * @param backoffMaxMillis the longest pause after a failure
 * @param progressIntervalMillis how often the lag and the ownership are looked at
 * @param trimPauseMillis the least time between two removals
 * @param statementTimeoutSeconds the deadline of every statement
 */
public record RelayConfig(
    int batchRows,
    int batchBytes,
    int turnMillis,
    int pollMinMillis,
    int pollMaxMillis,
    int backoffInitialMillis,
    int backoffMaxMillis,
    int progressIntervalMillis,
    int trimPauseMillis,
    int statementTimeoutSeconds) {
  public static final RelayConfig DEFAULTS =
      new RelayConfig(5_000, 4 << 20, 10, 1, 50, 50, 5_000, 1_000, 50, 10);

  public RelayConfig {
    Limits.atLeast("batchRows", batchRows, 1);
    Limits.atLeast("batchBytes", batchBytes, 1);
    Limits.atLeast("turnMillis", turnMillis, 1);
    Limits.atLeast("pollMinMillis", pollMinMillis, 1);
    Limits.atLeast("pollMaxMillis", pollMaxMillis, pollMinMillis);
    Limits.atLeast("backoffInitialMillis", backoffInitialMillis, 1);
    Limits.atLeast("backoffMaxMillis", backoffMaxMillis, backoffInitialMillis);
    Limits.atLeast("progressIntervalMillis", progressIntervalMillis, 1);
    Limits.atLeast("trimPauseMillis", trimPauseMillis, 1);
    Limits.atLeast("statementTimeoutSeconds", statementTimeoutSeconds, 1);
  }
}
