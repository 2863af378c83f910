package dev.ringfence.snapshotter.sample;

/**
 * How much sample data there is.
 *
 * @param accounts accounts 1 and up
 * @param shards how many shards they are spread over
 * @param ledgerRows ledger rows per account, at least 4; if odd, one more reservation is open
 * @param published whether the relay has sent everything; if not, the outbox is full
 */
public record SampleShape(long accounts, int shards, int ledgerRows, boolean published) {
  private static final int FEWEST_ROWS = 4;
  private static final int MOST_ROWS = 100_000;

  public SampleShape {
    if (accounts < shards || shards <= 0 || ledgerRows < FEWEST_ROWS || ledgerRows > MOST_ROWS) {
      throw new IllegalArgumentException(
          "There is no such sample: " + accounts + ", " + shards + ", " + ledgerRows);
    }
  }

  public long openReservations() {
    return accounts * (1 + ledgerRows % 2);
  }
}
