package dev.ringfence.gateway.admission;

import java.util.HashMap;
import java.util.Map;

/** Places that may be taken at once, in all and by each client: nobody can take them all. */
public final class ClientPlaces {
  private final int most;
  private final int mostPerClient;
  private final Map<String, Integer> taken = new HashMap<>();
  private int takenInAll;

  public ClientPlaces(int most, int mostPerClient) {
    this.most = most;
    this.mostPerClient = mostPerClient;
  }

  /** Takes one, if there is one; whoever got it must {@link #leave} once. */
  public synchronized boolean tryTake(String client) {
    if (takenInAll >= most || taken.getOrDefault(client, 0) >= mostPerClient) {
      return false;
    }
    takenInAll++;
    taken.merge(client, 1, Integer::sum);
    return true;
  }

  public synchronized void leave(String client) {
    takenInAll--;
    taken.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1);
  }
}
