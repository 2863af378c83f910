package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringfence.api.v1.OpenAccountRequest;
import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandWriter;
import dev.ringfence.engine.command.Failure;
import dev.ringfence.engine.command.ReplySink;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.shard.Admission;
import dev.ringfence.engine.shard.Engine;
import dev.ringfence.engine.shard.EngineMetrics;
import dev.ringfence.gateway.boot.NodeConfig.KafkaConfig;
import dev.ringfence.gateway.changes.ChangeFeed;
import dev.ringfence.gateway.kafka.IngressConfig;
import dev.ringfence.gateway.kafka.IngressMetrics;
import dev.ringfence.gateway.kafka.KafkaIngress;
import dev.ringfence.gateway.validation.CommandValidation;
import dev.ringfence.gateway.validation.Validated;
import dev.ringfence.journal.Database;
import dev.ringfence.journal.DatabaseConfig;
import dev.ringfence.journal.JournalHealth;
import dev.ringfence.localstack.testing.Backends;
import dev.ringfence.localstack.testing.PostgresBackend;
import dev.ringfence.localstack.testing.Until;
import dev.ringfence.snapshotter.progress.Progress;
import dev.ringfence.snapshotter.recovery.RecoveryConfig;
import dev.ringfence.snapshotter.verify.Verifier;
import dev.ringfence.snapshotter.verify.VerifyConfig;
import dev.ringfence.snapshotter.verify.VerifyReport;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Real shards over a database of their own, with as many ingresses as a test wants. */
final class IngressHouse implements AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int SHARDS = 2;
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final PostgresBackend postgres = Backends.freshDatabase();
  private final Database database =
      Database.open(DatabaseConfig.of(postgres.jdbcUrl(), postgres.user(), postgres.password()));
  private final Engine engine = new Engine(SHARDS);
  private final JournalHealth health = new JournalHealth(SHARDS);
  private final EngineRouter router =
      new EngineRouter(engine, health, _ -> false, EngineMetrics.NONE);
  private final ShardHost host =
      new ShardHost(
          "ingress-it",
          database,
          engine,
          EngineMetrics.NONE,
          health,
          new ChangeFeed(SHARDS, _ -> true),
          _ -> {},
          Optional.empty(),
          RecoveryConfig.of(SHARDS),
          () -> Progress.NONE);

  void start() throws Exception {
    database.migrate();
    host.register();
    host.start();
    Until.holds("the shards serve", this::isServing);
  }

  boolean isServing() {
    return host.isServing(0) && host.isServing(1);
  }

  KafkaIngress ingress(IngressConfig config, IngressMetrics metrics, BooleanSupplier serving) {
    KafkaIngress ingress =
        IngressWiring.ingress(
            new KafkaConfig(Backends.kafkaBootstrapServers(), 2, (short) 1),
            config,
            router,
            serving,
            metrics);
    ingress.start();
    return ingress;
  }

  void open(long account) throws Exception {
    assertEquals(
        Reason.NONE,
        ask(
            CommandValidation.openAccount(
                OpenAccountRequest.newBuilder()
                    .setAccountId(account)
                    .setRequestId("open")
                    .setCurrency("USD")
                    .build())));
  }

  /** Asks a shard until it answers. */
  Reason ask(Validated validated) throws Exception {
    Validated.Valid valid = (Validated.Valid) validated;
    long untilNanos = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() - untilNanos < 0) {
      Question question = new Question(valid.writer());
      if (router.tryPublish(valid.accountId(), question) == Admission.ADMITTED) {
        Reason reason = question.answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        if (reason != null) {
          return reason;
        }
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    throw new AssertionError("No shard answers");
  }

  /** Ends every connection to the database but the one that does it. */
  void cutOffFromPostgres(Duration duration) throws SQLException {
    long untilNanos = System.nanoTime() + duration.toNanos();
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      while (System.nanoTime() - untilNanos < 0) {
        statement.execute(PostgresBackend.END_OTHER_CLIENTS);
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
  }

  Set<String> requestIds() throws SQLException {
    Set<String> ids = new HashSet<>();
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT request_id FROM ledger")) {
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
    }
    return ids;
  }

  /** Free and reserved cash in units, by account. */
  Map<Long, Long> cash() throws SQLException {
    Map<Long, Long> cash = new HashMap<>();
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT account_id, ((balance + reserved) * 10000)::bigint FROM accounts")) {
      while (rows.next()) {
        cash.put(rows.getLong(1), rows.getLong(2));
      }
    }
    return cash;
  }

  VerifyReport verify() throws SQLException {
    return new Verifier(VerifyConfig.DEFAULT).run(database.dataSource(), Progress.NONE);
  }

  @Override
  public void close() {
    try {
      host.drain(Duration.ofSeconds(5));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    host.close(Duration.ofSeconds(5));
    database.close();
  }

  private static final class Question implements CommandWriter, ReplySink {
    private final CommandWriter content;
    private final CompletableFuture<Reason> answer = new CompletableFuture<>();

    Question(CommandWriter content) {
      this.content = content;
    }

    @Override
    public void write(Command slot) {
      content.write(slot);
      slot.receivedNanos(System.nanoTime()).replySink(this);
    }

    @Override
    public void onAnswer(Command command, Answer given) {
      answer.complete(given.reason());
    }

    @Override
    public void onFailure(Command command, Failure failure) {
      answer.complete(null);
    }
  }
}
