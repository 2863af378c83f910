package dev.ringfence.gateway.admission;

/**
 * How much one client may ask for, over all its connections.
 *
 * @param requestsPerSecond in the long run; 0 for as many as it likes
 * @param burst how many at once after a pause; 0 where there is no such pace
 * @param inFlight commands that may be under way at once; 0 for as many as it likes
 */
public record ClientLimits(int requestsPerSecond, int burst, int inFlight) {
  /** The most that can be asked for: a request each microsecond. */
  public static final int MOST = 1_000_000;

  /** For callers who are not told apart. */
  public static final ClientLimits NONE = new ClientLimits(0, 0, 0);

  public ClientLimits {
    require(requestsPerSecond, "requestsPerSecond");
    require(burst, "burst");
    require(inFlight, "inFlight");
    if (requestsPerSecond > 0 && burst == 0) {
      throw new IllegalArgumentException("burst must be at least 1 where requestsPerSecond is set");
    }
    if (requestsPerSecond == 0 && burst > 0) {
      throw new IllegalArgumentException(
          "burst does nothing without requestsPerSecond: set both, or neither");
    }
  }

  private static void require(int value, String name) {
    if (value < 0 || value > MOST) {
      throw new IllegalArgumentException(name + " must be from 0 to " + MOST + ", not " + value);
    }
  }
}
