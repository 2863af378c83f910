package dev.ringfence.snapshotter.projection;

import dev.ringfence.journal.Complaint;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/** Redis as a repair sees it: portions of accounts, and all keys. Ends with its server. */
final class RepairStore {
  private static final int SCAN_KEYS = 1_000;

  private final StatefulRedisConnection<String, String> connection;
  private final RedisAsyncCommands<String, String> commands;
  private final int timeoutMillis;

  RepairStore(StatefulRedisConnection<String, String> connection, int timeoutMillis) {
    this.connection = connection;
    this.commands = connection.async();
    this.timeoutMillis = timeoutMillis;
    connection.setAutoFlushCommands(false);
  }

  /** The versions that Redis has, in the order of the ids; empty where it has none. */
  List<String> versions(List<Long> accountIds) throws StoreUnavailableException {
    return run(
        accountIds.size(),
        index -> eval(RepairScripts.READ, ScriptOutputType.VALUE, accountIds.get(index)));
  }

  /** Puts the rows in the place of what had those versions; tells of each whether it could. */
  List<Long> replace(List<Long> accountIds, List<String> versions, List<SnapshotPage.Row> rows)
      throws StoreUnavailableException {
    return run(
        accountIds.size(),
        index ->
            eval(
                RepairScripts.REPLACE,
                ScriptOutputType.INTEGER,
                accountIds.get(index),
                RepairScripts.replaceArguments(versions.get(index), rows.get(index))));
  }

  /** Removes what had those versions; tells of each how many keys went. */
  List<Long> remove(List<Long> accountIds, List<String> versions) throws StoreUnavailableException {
    return run(
        accountIds.size(),
        index ->
            eval(
                RepairScripts.REMOVE,
                ScriptOutputType.INTEGER,
                accountIds.get(index),
                versions.get(index)));
  }

  /** Some of the keys; from the start if the cursor is null. */
  KeyScanCursor<String> scan(ScanCursor cursor) throws StoreUnavailableException {
    ScanArgs some = ScanArgs.Builder.limit(SCAN_KEYS);
    return run(1, _ -> cursor == null ? commands.scan(some) : commands.scan(cursor, some))
        .getFirst();
  }

  private <T> RedisFuture<T> eval(
      String script, ScriptOutputType type, long accountId, String... arguments) {
    return commands.eval(script, type, RedisKeys.all(accountId), arguments);
  }

  /** Sends so many commands, then waits for all of them. */
  private <T> List<T> run(int count, IntFunction<RedisFuture<T>> command)
      throws StoreUnavailableException {
    List<RedisFuture<T>> answers = new ArrayList<>(count);
    try {
      for (int index = 0; index < count; index++) {
        answers.add(command.apply(index));
      }
      connection.flushCommands();
    } catch (RedisException rejected) {
      throw unavailable(rejected);
    }
    List<T> results = new ArrayList<>(count);
    for (RedisFuture<T> answer : answers) {
      results.add(await(answer));
    }
    return results;
  }

  private <T> T await(RedisFuture<T> answer) throws StoreUnavailableException {
    try {
      return answer.get(timeoutMillis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      throw unavailable(failed.getCause());
    } catch (TimeoutException late) {
      throw new StoreUnavailableException("Redis gave no answer in " + timeoutMillis + " ms", late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw unavailable(interrupted);
    }
  }

  private static StoreUnavailableException unavailable(Throwable cause) {
    return new StoreUnavailableException("Redis failed: " + Complaint.reason(cause), cause);
  }
}
