package dev.ringfence.snapshotter.projection;

import dev.ringfence.journal.Complaint;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;

/** The Redis that the projection is written to. */
final class RedisServer implements StoreFactory, AutoCloseable {
  private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(2);

  private final RedisClient client;
  private final ProjectionConfig config;

  RedisServer(RedisURI uri, ProjectionConfig config) {
    Duration timeout = Duration.ofMillis(config.writeTimeoutMillis());
    uri.setTimeout(timeout);
    this.config = config;
    this.client = RedisClient.create(uri);
    client.setOptions(
        ClientOptions.builder()
            // A connection that broke is thrown away, and what it carried is written again by
            // whoever wrote it: nothing piles up behind a Redis that is away.
            .autoReconnect(false)
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .requestQueueSize(RedisStore.queueSize(config))
            .socketOptions(SocketOptions.builder().connectTimeout(timeout).keepAlive(true).build())
            .build());
  }

  @Override
  public ProjectionStore open() throws StoreUnavailableException {
    StatefulRedisConnection<String, String> connection = connect();
    boolean opened = false;
    try {
      RedisStore store = new RedisStore(connection, config);
      opened = true;
      return store;
    } finally {
      if (!opened) {
        var _ = connection.closeAsync();
      }
    }
  }

  RepairStore openForRepair() throws StoreUnavailableException {
    return new RepairStore(connect(), config.writeTimeoutMillis());
  }

  private StatefulRedisConnection<String, String> connect() throws StoreUnavailableException {
    try {
      return client.connect(StringCodec.ASCII);
    } catch (RedisException failed) {
      throw new StoreUnavailableException(
          "Redis can't be reached: " + Complaint.reason(failed), failed);
    }
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, SHUTDOWN_LIMIT);
  }
}
