package dev.ringfence.perf.bench;

import dev.ringfence.journal.Database;
import dev.ringfence.journal.DatabaseConfig;
import dev.ringfence.localstack.LocalPostgres;
import dev.ringfence.localstack.LocalService;
import dev.ringfence.localstack.LocalStack;
import dev.ringfence.localstack.LocalStackConfig;
import dev.ringfence.localstack.LocalStackException;
import dev.ringfence.perf.commit.CommitSpeed;
import dev.ringfence.perf.events.EventThroughput;
import dev.ringfence.perf.jmh.DecisionSpeed;
import dev.ringfence.perf.jmh.EngineMemory;
import dev.ringfence.perf.report.Check;
import dev.ringfence.perf.report.Comparison;
import dev.ringfence.perf.report.Line;
import dev.ringfence.perf.report.Machine;
import dev.ringfence.perf.report.Median;
import dev.ringfence.perf.report.Report;
import dev.ringfence.snapshotter.recovery.RecoverySample;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Measures parts of the whole, one after the other, each with nothing beside it. */
final class PartBench {
  private static final String RECOVERY_DATABASE = "bench_recovery";
  private static final int MANY_ACCOUNTS = 10_000_000;
  private static final int FEWER_ACCOUNTS = 1_000_000;
  private static final long HEAP_FOR_MANY = 2L << 30;

  private final Set<Part> parts;
  private final PartSettings settings;
  private final Progress progress;
  private final List<Comparison> comparisons = new ArrayList<>();
  private final Map<String, List<Line>> lines = new HashMap<>();
  private final List<Check> checks = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private boolean complete = true;

  PartBench(Set<Part> parts, PartSettings settings, Progress progress) {
    this.parts = Set.copyOf(parts);
    this.settings = settings;
    this.progress = progress;
  }

  /** As a report of its own. */
  Report report(String command) {
    Instant at = Instant.now();
    Machine machine = Machine.here();
    StolenTime stolen = StolenTime.fromNow();
    run();
    stolen.tell(notes);
    return new Report(at, command, machine, Suite.inOrder(lines), comparisons, checks, notes);
  }

  /** By the names of the suite. */
  Map<String, List<Line>> lines() {
    return lines;
  }

  List<Comparison> comparisons() {
    return comparisons;
  }

  List<Check> checks() {
    return checks;
  }

  List<String> notes() {
    return notes;
  }

  /** Whether all that was asked for could be measured. */
  boolean isComplete() {
    return complete;
  }

  /** What was found before something failed is kept. */
  void run() {
    try {
      measure();
    } catch (UnreachableException | LocalStackException failed) {
      complete = false;
      notes.add("Not all that is measured by itself could be: " + failed.getMessage());
    }
    lines.putAll(Goals.byName(comparisons));
  }

  /** What needs no time on the clock goes beside what is not timed. */
  private void measure() {
    CompletableFuture<EngineMemory.Taken> memory = startMemory();
    if (parts.contains(Part.EVENTS)) {
      runOn(LocalService.values(), memory);
    } else if (parts.contains(Part.COMMIT) || parts.contains(Part.RECOVERY)) {
      runOn(new LocalService[] {LocalService.POSTGRES}, memory);
    } else {
      runInMemory(memory);
    }
  }

  private void runOn(LocalService[] services, CompletableFuture<EngineMemory.Taken> memory) {
    progress.say("Starting servers for what is measured by itself");
    try (LocalStack stack = LocalStack.start(LocalStackConfig.ephemeral().withServices(services))) {
      if (parts.contains(Part.RECOVERY)) {
        fillRecovery(stack);
      }
      runInMemory(memory);
      if (parts.contains(Part.COMMIT)) {
        measureCommit(stack);
      }
      if (parts.contains(Part.EVENTS)) {
        measureEvents(stack);
      }
      if (parts.contains(Part.RECOVERY)) {
        measureRecovery(stack.postgres());
      }
    } catch (SQLException failed) {
      throw new UnreachableException(
          "PostgreSQL could not be measured (SQLSTATE %s): %s"
              .formatted(failed.getSQLState(), failed.getMessage()),
          failed);
    }
  }

  private void fillRecovery(LocalStack stack) throws SQLException {
    progress.say("Making %,d accounts to recover".formatted(settings.accounts()));
    try (Database database = fresh(stack, RECOVERY_DATABASE)) {
      RecoverySample.fill(database, 1, settings.accounts());
    }
  }

  private void runInMemory(CompletableFuture<EngineMemory.Taken> memory) {
    EngineMemory.Taken taken = memory.join();
    if (taken != null) {
      lines.put(Suite.MEMORY, PartLines.memory(taken));
    }
    if (parts.contains(Part.DECISIONS)) {
      progress.say("Decisions in memory");
      lines.put(Suite.DECISIONS, PartLines.decisions(DecisionSpeed.measure()));
    }
  }

  private CompletableFuture<EngineMemory.Taken> startMemory() {
    if (!parts.contains(Part.MEMORY)) {
      return CompletableFuture.completedFuture(null);
    }
    boolean many = Runtime.getRuntime().maxMemory() >= HEAP_FOR_MANY;
    return CompletableFuture.supplyAsync(
        () -> EngineMemory.measure(many ? MANY_ACCOUNTS : FEWER_ACCOUNTS),
        task -> Thread.ofPlatform().name("bench-memory").daemon().start(task));
  }

  private void measureCommit(LocalStack stack) throws SQLException {
    try (Database database = fresh(stack, "bench_commit")) {
      CommitSpeed.Result result =
          new CommitSpeed(settings.batches(), settings.rounds(), settings.slice(), progress::say)
              .measure(database);
      lines.put(Suite.COMMIT, PartLines.commit(result));
      checks.add(result.check());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new UnreachableException("interrupted", interrupted);
    }
  }

  private void measureEvents(LocalStack stack) throws SQLException {
    try (Database database = fresh(stack, "bench_events")) {
      EventThroughput.Result result =
          new EventThroughput(settings.events(), settings.rounds(), progress::say)
              .measure(stack, database);
      comparisons.addAll(EventBench.alone(result, settings.events()));
      notes.addAll(result.notes());
    }
  }

  private void measureRecovery(LocalPostgres postgres) {
    Map<String, String> environment = new HashMap<>();
    environment.put("RINGFENCE_NODE_NAME", "bench");
    environment.put("RINGFENCE_SHARDS", "1");
    environment.put("RINGFENCE_DATABASE_URL", urlOf(postgres, RECOVERY_DATABASE));
    environment.put("RINGFENCE_DATABASE_USER", postgres.user());
    environment.put("RINGFENCE_DATABASE_PASSWORD", postgres.password());
    environment.put("RINGFENCE_GRPC_HOST", "127.0.0.1");
    environment.put("RINGFENCE_GRPC_PORT", "0");
    environment.put("RINGFENCE_HTTP_PORT", "0");
    double[] rowsPerSecond = new double[settings.kills()];
    double[] seconds = new double[settings.kills()];
    for (int start = 0; start <= settings.kills(); start++) {
      progress.say("Recovery, start %d of %d".formatted(start, settings.kills()));
      try (ServeProcess process = ServeProcess.start(environment)) {
        if (start > 0) {
          rowsPerSecond[start - 1] = process.recoveredPerSecond();
          seconds[start - 1] = process.servingSeconds();
        }
        process.kill();
      }
    }
    lines.put(
        Suite.RECOVERY,
        PartLines.recovery(settings.accounts(), Median.of(rowsPerSecond), Median.of(seconds)));
  }

  private static Database fresh(LocalStack stack, String name) throws SQLException {
    LocalPostgres postgres = stack.postgres();
    try (Connection connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    Database database =
        Database.open(
            DatabaseConfig.of(urlOf(postgres, name), postgres.user(), postgres.password()));
    database.migrate();
    return database;
  }

  private static String urlOf(LocalPostgres postgres, String database) {
    return postgres.jdbcUrl().replaceFirst("(//[^/]+/)[^?]*", "$1" + database);
  }
}
