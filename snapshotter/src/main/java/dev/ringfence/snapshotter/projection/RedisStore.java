package dev.ringfence.snapshotter.projection;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The projection in Redis, over one connection; pipelined, two windows of commands at a time. */
final class RedisStore implements ProjectionStore {
  /** Says whether Redis holds everything: a flush takes it away too. */
  static final String MARKER = "ringfence:projection";

  /** Much more does not pay, and a script holds up Redis's other clients while it runs. */
  private static final int ACCOUNTS_PER_COMMAND = 64;

  /** An account with many positions is a command of its own, or several. */
  private static final int MAX_POSITIONS_PER_COMMAND = 500;

  private static final int WINDOWS = 2;
  private static final int SPARE_COMMANDS = 16;
  private static final String RUN_ID = "run_id:";

  private final StatefulRedisConnection<String, String> connection;
  private final RedisAsyncCommands<String, String> commands;
  private final ProjectionConfig config;
  private final String digest;
  private final String serverRun;

  RedisStore(StatefulRedisConnection<String, String> connection, ProjectionConfig config)
      throws StoreUnavailableException {
    this.connection = connection;
    this.commands = connection.async();
    this.config = config;
    this.digest = commands.digest(RedisScript.SOURCE);
    connection.setAutoFlushCommands(false);
    this.serverRun = readServerRun();
  }

  static int queueSize(ProjectionConfig config) {
    return WINDOWS * config.pipelineDepth() + SPARE_COMMANDS;
  }

  /** Some accounts on their way. */
  private static final class Write {
    private final String[] keys;
    private final String[] arguments;
    private final RedisFuture<Long> answer;

    Write(String[] keys, String[] arguments, RedisFuture<Long> answer) {
      this.keys = keys;
      this.arguments = arguments;
      this.answer = answer;
    }
  }

  @Override
  public void write(ImageBatch batch) throws StoreUnavailableException {
    Window window = new Window();
    for (ImageBatch.Entry entry : batch.entries()) {
      List<PositionImage> positions = List.copyOf(entry.positions());
      int from = 0;
      do {
        int to = Math.min(positions.size(), from + MAX_POSITIONS_PER_COMMAND);
        window.add(entry, positions.subList(from, to));
        from = to;
      } while (from < positions.size());
    }
    window.finish();
  }

  /** Gathers accounts into commands, and keeps no more than two windows of them under way. */
  private final class Window {
    private List<Write> before = List.of();
    private List<Write> writes = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    private int accounts;
    private int accountsInCommand;
    private int positionsInCommand;

    void add(ImageBatch.Entry entry, List<PositionImage> positions)
        throws StoreUnavailableException {
      RedisScript.add(entry.accountId(), entry.account(), positions, keys, arguments);
      accounts++;
      accountsInCommand++;
      positionsInCommand += positions.size();
      if (accountsInCommand == ACCOUNTS_PER_COMMAND
          || positionsInCommand >= MAX_POSITIONS_PER_COMMAND) {
        send();
      }
      if (accounts >= config.pipelineDepth()) {
        send();
        turn();
      }
    }

    private void send() throws StoreUnavailableException {
      if (accountsInCommand == 0) {
        return;
      }
      String[] sentKeys = keys.toArray(String[]::new);
      String[] sentArguments = arguments.toArray(String[]::new);
      keys.clear();
      arguments.clear();
      accountsInCommand = 0;
      positionsInCommand = 0;
      try {
        writes.add(
            new Write(
                sentKeys,
                sentArguments,
                commands.evalsha(digest, ScriptOutputType.INTEGER, sentKeys, sentArguments)));
      } catch (RedisException rejected) {
        throw unavailable(rejected);
      }
      connection.flushCommands();
    }

    private void turn() throws StoreUnavailableException {
      await(before);
      before = writes;
      writes = new ArrayList<>();
      accounts = 0;
    }

    void finish() throws StoreUnavailableException {
      send();
      await(before);
      await(writes);
    }
  }

  private void await(List<Write> writes) throws StoreUnavailableException {
    for (Write write : writes) {
      try {
        answer(write.answer);
      } catch (RedisNoScriptException unknown) {
        // Redis was restarted, or its scripts were flushed; running it by its source stores it.
        answer(
            flushed(
                commands.eval(
                    RedisScript.SOURCE, ScriptOutputType.INTEGER, write.keys, write.arguments)));
      }
    }
  }

  @Override
  public boolean isComplete() throws StoreUnavailableException {
    List<KeyValue<String, String>> marker = call(() -> commands.hmget(MARKER, "state", "server"));
    return marker.get(0).getValueOrElse("").equals("complete")
        && marker.get(1).getValueOrElse("").equals(serverRun);
  }

  @Override
  public String beginRebuild() throws StoreUnavailableException {
    String begin =
        """
        if redis.call('HGET', KEYS[1], 'state') == 'rebuilding'
            and redis.call('HGET', KEYS[1], 'server') == ARGV[2] then
          return redis.call('HGET', KEYS[1], 'generation')
        end
        redis.call('DEL', KEYS[1])
        redis.call('HSET', KEYS[1], 'generation', ARGV[1], 'server', ARGV[2], 'state', 'rebuilding')
        return ARGV[1]
        """;
    String fresh = UUID.randomUUID().toString();
    return call(() -> commands.eval(begin, ScriptOutputType.VALUE, marker(), fresh, serverRun));
  }

  @Override
  public boolean endRebuild(String generation) throws StoreUnavailableException {
    String end =
        """
        if redis.call('HGET', KEYS[1], 'generation') ~= ARGV[1]
            or redis.call('HGET', KEYS[1], 'server') ~= ARGV[2] then
          return 0
        end
        redis.call('HSET', KEYS[1], 'state', 'complete')
        return 1
        """;
    Long ended =
        call(() -> commands.eval(end, ScriptOutputType.INTEGER, marker(), generation, serverRun));
    return ended == 1;
  }

  @Override
  public void invalidate() throws StoreUnavailableException {
    call(() -> commands.del(MARKER));
  }

  /** Identifies the server's process: one that restarted may have come back with older data. */
  private String readServerRun() throws StoreUnavailableException {
    String information = call(() -> commands.info("server"));
    return information
        .lines()
        .filter(line -> line.startsWith(RUN_ID))
        .map(line -> line.substring(RUN_ID.length()).strip())
        .findFirst()
        .orElse("unknown");
  }

  private static String[] marker() {
    return new String[] {MARKER};
  }

  private <T> T call(Call<T> command) throws StoreUnavailableException {
    try {
      return answer(flushed(command.send()));
    } catch (RedisException rejected) {
      throw unavailable(rejected);
    }
  }

  private <T> RedisFuture<T> flushed(RedisFuture<T> future) {
    connection.flushCommands();
    return future;
  }

  private <T> T answer(RedisFuture<T> future) throws StoreUnavailableException {
    try {
      return future.get(config.writeTimeoutMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RedisNoScriptException unknown) {
        throw unknown;
      }
      throw unavailable(failed.getCause());
    } catch (TimeoutException late) {
      throw new StoreUnavailableException(
          "Redis gave no answer in " + config.writeTimeoutMillis() + " ms", late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw unavailable(interrupted);
    }
  }

  private static StoreUnavailableException unavailable(Throwable cause) {
    return new StoreUnavailableException("Redis failed: " + cause.getMessage(), cause);
  }

  @Override
  public void close() {
    // Whoever throws a connection away has waited long enough for the server behind it.
    var _ = connection.closeAsync();
  }

  @FunctionalInterface
  private interface Call<T> {
    RedisFuture<T> send();
  }
}
