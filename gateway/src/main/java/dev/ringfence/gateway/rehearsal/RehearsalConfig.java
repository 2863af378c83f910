package dev.ringfence.gateway.rehearsal;

/**
 * How long a process rehearses before it serves.
 *
 * @param millis for how long at most; 0 for not at all
 * @param calls after how many calls it is enough
 */
public record RehearsalConfig(int millis, int calls) {
  /** By then a new JVM answers about as fast as it ever will. */
  public static final RehearsalConfig DEFAULT = new RehearsalConfig(2_500, 40_000);

  /** Long enough for the JVM to know what is worth compiling, and how. */
  public static final RehearsalConfig TRAINING = new RehearsalConfig(8_000, 200_000);

  /** No rehearsal. */
  public static final RehearsalConfig NONE = new RehearsalConfig(0, 0);

  /** However long a recovery took before it. */
  private static final int LEAST_MILLIS = 1_000;

  public RehearsalConfig {
    if (millis < 0 || calls < 0) {
      throw new IllegalArgumentException("A rehearsal can't be shorter than nothing");
    }
  }

  /** The same for a shorter or longer time. */
  public RehearsalConfig withMillis(int otherMillis) {
    return new RehearsalConfig(otherMillis, calls);
  }

  /** What is left of it when so much time has gone by, but never less than a short one. */
  public RehearsalConfig after(long waitedMillis) {
    return withMillis((int) Math.max(Math.min(millis, LEAST_MILLIS), millis - waitedMillis));
  }

  boolean isWanted() {
    return millis > 0 && calls > 0;
  }
}
