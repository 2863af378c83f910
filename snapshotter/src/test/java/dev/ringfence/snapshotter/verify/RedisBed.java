package dev.ringfence.snapshotter.verify;

import dev.ringfence.localstack.testing.Backends;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.concurrent.locks.LockSupport;

/** A database of a real Redis that no other test uses. */
final class RedisBed implements AutoCloseable {
  private static final int DATABASE = 5;
  private static final long LOOK_NANOS = 1_000_000;

  private final String uri = Backends.redisUri() + "/" + DATABASE;
  private final RedisClient client = RedisClient.create(uri);
  private final StatefulRedisConnection<String, String> connection = client.connect();

  String uri() {
    return uri;
  }

  RedisCommands<String, String> commands() {
    return connection.sync();
  }

  /** Returns once somebody else has read some accounts. */
  void awaitReads() {
    long before = transactions();
    while (transactions() == before) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private long transactions() {
    return commands()
        .info("commandstats")
        .lines()
        .filter(line -> line.startsWith("cmdstat_exec:"))
        .map(line -> line.replaceAll("cmdstat_exec:calls=([0-9]+),.*", "$1"))
        .mapToLong(Long::parseLong)
        .sum();
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown();
  }
}
