package dev.ringfence.snapshotter.projection;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.ringfence.localstack.testing.Backends;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StaticCredentialsProvider;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RedisServerIT {
  private static final String USER = "without-info";
  private static final String PASSWORD = "a-password";
  private static final long LIMIT_NANOS = 10_000_000_000L;

  @Test
  void shouldLeaveNoConnectionWhenTheUserMayNotAskForTheServersRun() {
    RedisClient client = RedisClient.create(Backends.redisUri());
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      limitUser(connection.sync());
      try (RedisServer server = new RedisServer(uriOfUser(), ProjectionConfig.DEFAULTS)) {
        for (int attempt = 0; attempt < 3; attempt++) {
          StoreUnavailableException refused =
              assertThrows(StoreUnavailableException.class, server::open);
          assertTrue(refused.getMessage().contains("info"), refused::getMessage);
        }

        awaitNoConnection(connection.sync());
      }
    } finally {
      client.shutdown();
    }
  }

  private static void awaitNoConnection(RedisCommands<String, String> redis) {
    long untilNanos = System.nanoTime() + LIMIT_NANOS;
    while (redis.clientList().contains("user=" + USER)) {
      if (System.nanoTime() - untilNanos > 0) {
        fail("Still connected: " + redis.clientList());
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  private static void limitUser(RedisCommands<String, String> redis) {
    var _ =
        redis.dispatch(
            CommandType.ACL,
            new StatusOutput<>(StringCodec.ASCII),
            new CommandArgs<>(StringCodec.ASCII)
                .add("SETUSER")
                .add(USER)
                .add("on")
                .add(">" + PASSWORD)
                .add("~*")
                .add("+@all")
                .add("-info"));
  }

  private static RedisURI uriOfUser() {
    RedisURI uri = RedisURI.create(Backends.redisUri());
    uri.setCredentialsProvider(new StaticCredentialsProvider(USER, PASSWORD.toCharArray()));
    return uri;
  }
}
