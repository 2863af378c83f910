package dev.ringfence.journal;

import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.localstack.LocalPostgres;
import dev.ringfence.localstack.LocalService;
import dev.ringfence.localstack.LocalStack;
import dev.ringfence.localstack.LocalStackConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.postgresql.Driver;

/**
 * Compares ways to write batches: {@code journal} (all of it), {@code statement} (the same
 * statement with rows that were encoded before), {@code function} (in the server), {@code copy}
 * (COPY BINARY in a transaction). Prints rows per second, the median of one batch, and the CPU time
 * that the server's processes took per row, which says more than rates on a busy machine.
 *
 * <p>{@code --variants journal,statement --batches 1,16,128,1024 --shards 1,2,4 --rows 40000
 * --accounts 10000 --prefill 0 --jdbc URL}; without {@code --jdbc} it starts a PostgreSQL of its
 * own. {@code --pause true} waits for the Enter key once the tables have their past, for a moment
 * at which the machine has nothing else to do. {@code --ends true} goes on to end what was
 * reserved, and gives that a line of its own. {@code --ordered-ids true} takes ids of requests and
 * orders that grow with time instead of random ones. {@code --sql 'A;B'} runs these statements once
 * the tables have their past.
 */
public final class JournalBench {
  private static final int MAX_TIMED_BATCHES = 8_000;
  private static final int WARM_UP_BATCHES = 100;
  private static final int OPENING_BATCH = 1_024;
  private static final double CLOCK_TICKS_PER_SECOND = 100;

  private final BenchOptions options;
  private final String serverUrl;
  private final String user;
  private final String password;

  /**
   * @param serverUrl with the user and the password in it, unless they are the usual ones
   */
  private JournalBench(BenchOptions options, String serverUrl) {
    this.options = options;
    this.serverUrl = serverUrl;
    Properties inUrl = Driver.parseURL(serverUrl, null);
    user = inUrl.getProperty("user", "ringfence");
    password = inUrl.getProperty("password", "ringfence");
  }

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    BenchOptions options = BenchOptions.parse(arguments);
    System.out.println("variant    what     shards  batch     rows/s   p50 us   server CPU us/row");
    if (options.jdbcUrl() != null) {
      new JournalBench(options, options.jdbcUrl()).run();
      return;
    }
    try (LocalStack stack =
        LocalStack.start(LocalStackConfig.ephemeral().withServices(LocalService.POSTGRES))) {
      LocalPostgres server = stack.postgres();
      new JournalBench(options, server.jdbcUrl()).run();
    }
  }

  private void run() throws Exception {
    for (int shards : options.shards()) {
      for (int batchSize : options.batches()) {
        for (String variant : options.variants()) {
          round(variant, shards, batchSize);
        }
      }
    }
  }

  private void round(String variant, int shards, int batchSize) throws Exception {
    String name = "bench_" + UUID.randomUUID().toString().substring(0, 8);
    onServer("CREATE DATABASE " + name);
    DatabaseConfig config =
        DatabaseConfig.of(serverUrl.replaceFirst("(//[^/]+/)[^?]*", "$1" + name), user, password)
            .withTimeouts(2_000, 60_000, 50_000, 5_000);
    try (Database database = Database.open(config);
        ShardRegistry registry = new ShardRegistry(database.dataSource(), LeaseConfig.DEFAULT)) {
      database.migrate();
      registry.register(shards);
      BenchPrefill prefill =
          new BenchPrefill(
              options.accounts() / shards, shards, options.prefill(), options.orderedIds());
      prefill.run(database.dataSource());
      for (String statement : options.statements()) {
        new Tables(database.config()).run(statement);
      }
      if (options.pause()) {
        System.err.println("The tables are filled. Enter begins the measurement.");
        System.in.read();
      }
      List<CompletableFuture<Timings>> timings = new ArrayList<>();
      CountDownLatch ready = new CountDownLatch(shards);
      for (int shard = 0; shard < shards; shard++) {
        ShardOwnership ownership = registry.acquire(shard, "bench");
        BenchLoad load =
            new BenchLoad(
                shard,
                shards,
                options.accounts() / shards,
                prefill.version(),
                options.orderedIds());
        timings.add(
            CompletableFuture.supplyAsync(
                () -> timeOne(variant, database, ownership, load, batchSize, shards, ready),
                task -> Thread.ofPlatform().start(task)));
      }
      List<Timings> done = timings.stream().map(CompletableFuture::join).toList();
      print(variant, "reserve", batchSize, done.stream().map(Timings::reserves).toList());
      if (options.ends()) {
        print(variant, "end", batchSize, done.stream().map(Timings::ends).toList());
      }
    } finally {
      onServer("DROP DATABASE " + name + " WITH (FORCE)");
    }
  }

  private Timings timeOne(
      String variant,
      Database database,
      ShardOwnership ownership,
      BenchLoad load,
      int batchSize,
      int shards,
      CountDownLatch ready) {
    try (BenchWriter writer = BenchWriter.of(variant, database, ownership)) {
      EffectBatch opening = new EffectBatch(ownership.shardId(), OPENING_BATCH);
      while (load.fill(opening, OPENING_BATCH)) {
        writer.write(opening, writer.prepare(opening));
      }
      if (!opening.isEmpty()) {
        writer.write(opening, writer.prepare(opening));
      }
      warmUp(writer, ownership, load, batchSize);
      load.forgetOpen();
      int count = Math.min(MAX_TIMED_BATCHES, Math.max(20, options.rows() / shards / batchSize));
      Prepared reserves = new Prepared();
      for (int index = 0; index < count; index++) {
        EffectBatch batch = new EffectBatch(ownership.shardId(), batchSize);
        load.fill(batch, batchSize);
        reserves.add(batch, writer.prepare(batch));
      }
      Prepared ends = new Prepared();
      while (options.ends() && load.endable() >= batchSize) {
        EffectBatch batch = new EffectBatch(ownership.shardId(), batchSize);
        load.fillWithEnds(batch, batchSize);
        ends.add(batch, writer.prepare(batch));
      }
      ready.countDown();
      ready.await();
      Timing timedReserves = time(writer, reserves, batchSize);
      return new Timings(timedReserves, options.ends() ? time(writer, ends, batchSize) : null);
    } catch (SQLException | IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void warmUp(
      BenchWriter writer, ShardOwnership ownership, BenchLoad load, int batchSize)
      throws SQLException {
    EffectBatch batch = new EffectBatch(ownership.shardId(), batchSize);
    for (int index = 0; index < Math.max(5, WARM_UP_BATCHES / batchSize * 16); index++) {
      load.fill(batch, batchSize);
      writer.write(batch, writer.prepare(batch));
    }
  }

  private static Timing time(BenchWriter writer, Prepared prepared, int batchSize)
      throws SQLException, IOException {
    long[] nanos = new long[prepared.batches().size()];
    int pid = writer.backendPid();
    double cpuBefore = cpuSeconds(pid);
    long start = System.nanoTime();
    long before = start;
    for (int index = 0; index < nanos.length; index++) {
      writer.write(prepared.batches().get(index), prepared.rows().get(index));
      long now = System.nanoTime();
      nanos[index] = now - before;
      before = now;
    }
    Arrays.sort(nanos);
    return new Timing(
        (long) nanos.length * batchSize,
        (before - start) / 1e9,
        nanos[nanos.length / 2],
        cpuSeconds(pid) - cpuBefore);
  }

  private record Prepared(List<EffectBatch> batches, List<BatchRows> rows) {
    Prepared() {
      this(new ArrayList<>(), new ArrayList<>());
    }

    void add(EffectBatch batch, BatchRows encoded) {
      batches.add(batch);
      rows.add(encoded);
    }
  }

  private record Timings(Timing reserves, Timing ends) {}

  private record Timing(long rows, double seconds, long medianNanos, double cpuSeconds) {}

  private static void print(String variant, String what, int batchSize, List<Timing> timings) {
    double rate = timings.stream().mapToDouble(timing -> timing.rows() / timing.seconds()).sum();
    double cpu = timings.stream().mapToDouble(Timing::cpuSeconds).sum();
    long rows = timings.stream().mapToLong(Timing::rows).sum();
    System.out.printf(
        "%-10s %-8s %6d %6d %10.0f %8d %10.1f%n",
        variant,
        what,
        timings.size(),
        batchSize,
        rate,
        timings.get(0).medianNanos() / 1_000,
        cpu * 1e6 / rows);
  }

  /** Zero where the server's processes can't be seen. */
  private static double cpuSeconds(int pid) throws IOException {
    Path stat = Path.of("/proc/" + pid + "/stat");
    if (!Files.isReadable(stat)) {
      return 0;
    }
    String[] fields = Files.readString(stat).replaceFirst("^.*\\) ", "").split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / CLOCK_TICKS_PER_SECOND;
  }

  private void onServer(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(serverUrl, user, password);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
