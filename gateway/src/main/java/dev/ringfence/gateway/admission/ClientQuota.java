package dev.ringfence.gateway.admission;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one client has asked for just now, against what it may. Shared by all its connections, and
 * free of locks: it stands in the way of every command.
 */
public final class ClientQuota {
  /** For callers who are not told apart: nothing is counted. */
  public static final ClientQuota UNLIMITED = new ClientQuota(ClientLimits.NONE, 0);

  /** Whether a command may go on. */
  public enum Entry {
    /** It may, and leaves later. */
    ENTERED,
    /** It comes too soon after the others. */
    TOO_FAST,
    /** Too many others are under way. */
    TOO_MANY
  }

  private final ClientLimits limits;
  private final boolean isUnlimited;
  private final TokenBucket bucket;
  private final AtomicInteger inFlight = new AtomicInteger();

  public ClientQuota(ClientLimits limits, long nowNanos) {
    this.limits = limits;
    isUnlimited = limits.equals(ClientLimits.NONE);
    bucket =
        limits.requestsPerSecond() == 0
            ? null
            : new TokenBucket(limits.requestsPerSecond(), limits.burst(), nowNanos);
  }

  public ClientLimits limits() {
    return limits;
  }

  /** Whether there is nothing to count. */
  public boolean isUnlimited() {
    return isUnlimited;
  }

  /** Counts a command in; one that has {@link Entry#ENTERED} must {@link #leave} once. */
  public Entry tryEnter(long nowNanos) {
    if (limits.inFlight() > 0 && inFlight.incrementAndGet() > limits.inFlight()) {
      inFlight.decrementAndGet();
      return Entry.TOO_MANY;
    }
    if (bucket != null && !bucket.tryTake(nowNanos)) {
      leave();
      return Entry.TOO_FAST;
    }
    return Entry.ENTERED;
  }

  /** Counts it out again, answered or not. */
  public void leave() {
    if (limits.inFlight() > 0) {
      inFlight.decrementAndGet();
    }
  }

  int inFlight() {
    return inFlight.get();
  }
}
