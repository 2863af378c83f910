package dev.ringfence.snapshotter.verify;

import dev.ringfence.journal.Complaint;
import dev.ringfence.snapshotter.projection.RedisKeys;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads what the projection has written to Redis, and writes nothing. */
final class RedisImages implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int SCAN_KEYS = 1_000;

  private final RedisClient client;
  private final StatefulRedisConnection<String, String> connection;
  private final RedisAsyncCommands<String, String> commands;

  RedisImages(String uri) {
    this(uri, LIMIT);
  }

  RedisImages(String uri, Duration connectLimit) {
    RedisURI address = RedisURI.create(uri);
    // Also of the first words, which a server that is stopped lets wait for a minute otherwise.
    address.setTimeout(connectLimit);
    client = RedisClient.create(address);
    try {
      connection = client.connect();
    } catch (RedisException failed) {
      client.shutdown(Duration.ZERO, LIMIT);
      throw unreachable(failed);
    }
    connection.setAutoFlushCommands(false);
    commands = connection.async();
  }

  /**
   * All that Redis has of an account.
   *
   * @param notHashes keys that hold something else than a hash; then the rest says nothing
   */
  record Image(
      Map<String, String> account,
      Map<String, String> positions,
      Map<String, String> versions,
      List<String> notHashes) {}

  /** The accounts' images in the order of the ids, each of one moment. */
  List<Image> read(List<Long> accountIds) {
    List<RedisFuture<TransactionResult>> answers = new ArrayList<>(accountIds.size());
    try {
      for (long accountId : accountIds) {
        var _ = commands.multi();
        for (String key : RedisKeys.all(accountId)) {
          var _ = commands.hgetall(key);
        }
        answers.add(commands.exec());
      }
      connection.flushCommands();
    } catch (RedisException failed) {
      throw unreachable(failed);
    }
    List<Image> images = new ArrayList<>(accountIds.size());
    for (int index = 0; index < answers.size(); index++) {
      images.add(image(accountIds.get(index), await(answers.get(index))));
    }
    return images;
  }

  /** A transaction's command that fails alone has met a key that is no hash. */
  private static Image image(long accountId, TransactionResult result) {
    List<String> notHashes = new ArrayList<>();
    String[] keys = RedisKeys.all(accountId);
    for (int index = 0; index < keys.length; index++) {
      if (result.get(index) instanceof RedisException) {
        notHashes.add(keys[index]);
      }
    }
    return notHashes.isEmpty()
        ? new Image(result.get(0), result.get(1), result.get(2), notHashes)
        : new Image(Map.of(), Map.of(), Map.of(), notHashes);
  }

  /** Some of the keys; goes on where the cursor stands, from the start if it is null. */
  KeyScanCursor<String> scan(ScanCursor cursor) {
    ScanArgs some = ScanArgs.Builder.limit(SCAN_KEYS);
    RedisFuture<KeyScanCursor<String>> answer =
        cursor == null ? commands.scan(some) : commands.scan(cursor, some);
    connection.flushCommands();
    return await(answer);
  }

  private static <T> T await(RedisFuture<T> answer) {
    try {
      return answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw unreachable(failed.getCause());
    } catch (TimeoutException late) {
      throw new UnreachableException("Redis gave no answer in " + LIMIT.toSeconds() + " s", late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw unreachable(interrupted);
    }
  }

  private static UnreachableException unreachable(Throwable failed) {
    return new UnreachableException("Redis gives no answer: " + Complaint.reason(failed), failed);
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown(Duration.ZERO, LIMIT);
  }
}
