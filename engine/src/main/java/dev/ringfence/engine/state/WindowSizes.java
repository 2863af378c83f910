package dev.ringfence.engine.state;

/**
 * How much a shard remembers of what is over. All windows drop the oldest entry first.
 *
 * @param accepted accepted request ids with their answers
 * @param refused refused request ids with their answers
 * @param closed reservations that have ended
 */
public record WindowSizes(int accepted, int refused, int closed) {
  /** Enough for retries of ten seconds and more at full load; up to 400 MB for each shard. */
  public static final WindowSizes DEFAULT = new WindowSizes(1_000_000, 500_000, 200_000);

  public WindowSizes {
    requirePositive(accepted, "accepted");
    requirePositive(refused, "refused");
    requirePositive(closed, "closed");
  }

  private static void requirePositive(int size, String name) {
    if (size <= 0) {
      throw new IllegalArgumentException(
          "The window of " + name + " entries must hold at least one, not " + size);
    }
  }
}
