package dev.ringfence.snapshotter.projection;

import dev.ringfence.journal.Complaint;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The projection in Redis, over one connection; pipelined, two windows of commands at a time. */
final class RedisStore implements ProjectionStore {
  private static final Logger LOG = LoggerFactory.getLogger(RedisProjector.class);

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
    private final RedisFuture<List<Object>> replaced;

    Write(String[] keys, String[] arguments, RedisFuture<List<Object>> replaced) {
      this.keys = keys;
      this.arguments = arguments;
      this.replaced = replaced;
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
    private final List<String> keys = new ArrayList<>(List.of(MARKER));
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
      keys.subList(1, keys.size()).clear();
      arguments.clear();
      accountsInCommand = 0;
      positionsInCommand = 0;
      try {
        writes.add(
            new Write(
                sentKeys,
                sentArguments,
                commands.evalsha(digest, ScriptOutputType.MULTI, sentKeys, sentArguments)));
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
    List<Object> replaced = new ArrayList<>();
    for (Write write : writes) {
      replaced.addAll(await(write));
    }
    if (!replaced.isEmpty()) {
      LOG.warn(
          "Redis held something else than a hash at {} and {} other keys of the projection: they"
              + " were replaced. Who writes there?",
          replaced.getFirst(),
          replaced.size() - 1);
    }
  }

  private List<Object> await(Write write) throws StoreUnavailableException {
    try {
      return answer(write.replaced);
    } catch (RedisNoScriptException unknown) {
      // Redis was restarted, or its scripts were flushed; running it by its source stores it.
      return call(
          () ->
              commands.eval(
                  RedisScript.SOURCE, ScriptOutputType.MULTI, write.keys, write.arguments));
    }
  }

  @Override
  public boolean isComplete() throws StoreUnavailableException {
    String isComplete =
        """
        local marker = redis.pcall('HMGET', KEYS[1], 'state', 'server')
        if marker[1] == 'complete' and marker[2] == ARGV[1] then return 1 end
        if marker.err and not string.find(marker.err, 'WRONGTYPE', 1, true) then return marker end
        return 0
        """;
    Long complete =
        call(() -> commands.eval(isComplete, ScriptOutputType.INTEGER, marker(), serverRun));
    return complete == 1;
  }

  @Override
  public String beginRebuild() throws StoreUnavailableException {
    String begin =
        """
        local marker = redis.pcall('HMGET', KEYS[1], 'state', 'server', 'generation')
        if marker[1] == 'rebuilding' and marker[2] == ARGV[2] then return marker[3] end
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
        local marker = redis.pcall('HMGET', KEYS[1], 'generation', 'server')
        if marker[1] ~= ARGV[1] or marker[2] ~= ARGV[2] then return 0 end
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
      RedisFuture<T> future = command.send();
      connection.flushCommands();
      return answer(future);
    } catch (RedisException rejected) {
      throw unavailable(rejected);
    }
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
    return new StoreUnavailableException("Redis failed: " + Complaint.reason(cause), cause);
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
