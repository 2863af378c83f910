package dev.ringfence.perf.commit;

import dev.ringfence.engine.state.ShardState;
import dev.ringfence.engine.state.WindowSizes;
import dev.ringfence.journal.BareCommit;
import dev.ringfence.journal.Database;
import dev.ringfence.journal.JournalConfig;
import dev.ringfence.journal.JournalHealth;
import dev.ringfence.journal.LeaseConfig;
import dev.ringfence.journal.PostgresJournal;
import dev.ringfence.journal.ShardOwnership;
import dev.ringfence.journal.ShardRegistry;
import dev.ringfence.perf.report.Check;
import dev.ringfence.perf.report.Median;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reserves through a ring, a shard and its journal, and the same statement in a bare loop over rows
 * that were encoded before, in turn on one PostgreSQL: each on a shard of its own with as many
 * accounts, and in batches of the same size.
 */
public final class CommitSpeed {
  private static final int SHARDS = 2;
  private static final int ENGINE = 0;
  private static final int BARE = 1;
  private static final int ACCOUNTS = 10_000;
  private static final int OPENING_BATCH = 1_000;

  private final List<Integer> batches;
  private final int rounds;
  private final Duration slice;
  private final Consumer<String> progress;

  /**
   * @param slice how long the engine has at a time; the loop then writes as many rows
   */
  public CommitSpeed(List<Integer> batches, int rounds, Duration slice, Consumer<String> progress) {
    this.batches = List.copyOf(batches);
    this.rounds = rounds;
    this.slice = slice;
    this.progress = progress;
  }

  /**
   * Both at one size of batches.
   *
   * @param batch as many commands as were in the engine's batches, on average
   * @param share of the loop's rate that the engine has, round by round
   */
  public record Pair(double batch, Median engine, Median bare, Median share) {}

  /**
   * What was found.
   *
   * @param loneMillis the median time of a lone command, from the ring until it is durable
   * @param loneBareMillis the same of a lone row in the bare loop
   */
  public record Result(List<Pair> pairs, double loneMillis, double loneBareMillis, Check check) {
    public Result {
      pairs = List.copyOf(pairs);
    }
  }

  /** In a database that is migrated, and empty. */
  public Result measure(Database database) throws SQLException, InterruptedException {
    try (ShardRegistry registry = new ShardRegistry(database.dataSource(), LeaseConfig.DEFAULT)) {
      registry.register(SHARDS);
      ShardOwnership ours = registry.acquire(ENGINE, "bench");
      ShardOwnership theirs = registry.acquire(BARE, "bench");
      try (PostgresJournal journal =
              PostgresJournal.open(
                  database, ours, JournalConfig.DEFAULT, new JournalHealth(SHARDS));
          BareCommit commit = BareCommit.open(database, theirs)) {
        Orders orders = new Orders(ENGINE, SHARDS, ACCOUNTS);
        Sides sides =
            new Sides(
                journal,
                new ShardState(WindowSizes.DEFAULT, 1),
                orders,
                new BareLoop(BARE, commit, new Orders(BARE, SHARDS, ACCOUNTS)));
        return measure(sides, database);
      }
    }
  }

  private record Sides(PostgresJournal journal, ShardState state, Orders orders, BareLoop bare) {
    LoadedShard shard(int batch) {
      return new LoadedShard(ENGINE, SHARDS, batch, state, journal, orders);
    }
  }

  private Result measure(Sides sides, Database database) throws SQLException {
    progress.accept("Engine and journal against a bare loop: opening accounts");
    long written;
    try (LoadedShard shard = sides.shard(OPENING_BATCH)) {
      written = shard.runCommands(sides.orders().openings()).commands();
      sides.bare().run(sides.orders().openings(), OPENING_BATCH);
    }
    // One round more than counts: the first makes it warm.
    List<List<double[]>> figures = new ArrayList<>();
    batches.forEach(_ -> figures.add(new ArrayList<>()));
    for (int round = 0; round <= rounds; round++) {
      for (int index = 0; index < batches.size(); index++) {
        progress.accept(
            "Engine and journal against a bare loop, batches of %,d, round %d of %d"
                .formatted(batches.get(index), round, rounds));
        try (LoadedShard shard = sides.shard(batches.get(index))) {
          LoadedShard.Run run = shard.runFor(slice.toNanos());
          written += run.commands();
          double bare = sides.bare().run(run.commands(), batches.get(index));
          if (round > 0) {
            figures.get(index).add(new double[] {run.batch(), run.perSecond(), bare});
          }
        }
      }
    }
    sides.bare().medianMillis();
    double loneMillis;
    try (LoadedShard shard = sides.shard(1)) {
      LoadedShard.Run lone = shard.runFor(slice.toNanos());
      written += lone.commands();
      loneMillis = shard.latency().getValueAtPercentile(50) / 1e6;
      sides.bare().run(lone.commands(), 1);
    }
    return new Result(
        figures.stream().map(CommitSpeed::pair).toList(),
        loneMillis,
        sides.bare().medianMillis(),
        check(database, written, sides.bare().rows()));
  }

  private static Pair pair(List<double[]> rounds) {
    return new Pair(
        Median.of(rounds.stream().mapToDouble(round -> round[0]).toArray()).value(),
        Median.of(rounds.stream().mapToDouble(round -> round[1]).toArray()),
        Median.of(rounds.stream().mapToDouble(round -> round[2]).toArray()),
        Median.of(rounds.stream().mapToDouble(round -> round[1] / round[2]).toArray()));
  }

  private static Check check(Database database, long acknowledged, long bare) throws SQLException {
    long held = ledgerRows(database, ENGINE);
    long heldBare = ledgerRows(database, BARE);
    boolean agrees = held == acknowledged && heldBare == bare;
    return new Check(
        agrees
            ? "engine and journal: what was acknowledged and what the ledger holds agree: %,d changes"
                .formatted(held)
            : "engine and journal: MISMATCH, %,d acknowledged and %,d in the ledger; bare loop %,d and %,d"
                .formatted(acknowledged, held, bare, heldBare),
        held,
        agrees);
  }

  private static long ledgerRows(Database database, int shardId) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT count(*) FROM ledger WHERE shard_id = " + shardId)) {
      row.next();
      return row.getLong(1);
    }
  }
}
