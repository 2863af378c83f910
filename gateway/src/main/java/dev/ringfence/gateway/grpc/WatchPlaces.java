package dev.ringfence.gateway.grpc;

import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;

/** How many watches are open: in all, for each client, on each connection. */
final class WatchPlaces {
  private final WatchConfig config;
  private final Map<String, Integer> byClient = new HashMap<>();
  private final Map<SocketAddress, Integer> byConnection = new HashMap<>();
  private int open;

  WatchPlaces(WatchConfig config) {
    this.config = config;
  }

  synchronized boolean tryTake(String client, SocketAddress connection) {
    if (open >= config.most()
        || byClient.getOrDefault(client, 0) >= config.mostPerClient()
        || byConnection.getOrDefault(connection, 0) >= config.mostPerConnection()) {
      return false;
    }
    open++;
    byClient.merge(client, 1, Integer::sum);
    byConnection.merge(connection, 1, Integer::sum);
    return true;
  }

  synchronized int open() {
    return open;
  }

  synchronized void leave(String client, SocketAddress connection) {
    open--;
    leave(byClient, client);
    leave(byConnection, connection);
  }

  private static <K> void leave(Map<K, Integer> counts, K key) {
    counts.computeIfPresent(key, (_, count) -> count == 1 ? null : count - 1);
  }
}
