package dev.ringfence.gateway.boot;

import com.sun.net.httpserver.HttpHandler;
import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.shard.Engine;
import dev.ringfence.engine.shard.ShardConfig;
import dev.ringfence.gateway.boot.NodeConfig.KafkaConfig;
import dev.ringfence.gateway.changes.ChangeFeed;
import dev.ringfence.gateway.console.Console;
import dev.ringfence.gateway.deadletters.DeadLetterApi;
import dev.ringfence.gateway.deadletters.DeadLetterOffice;
import dev.ringfence.gateway.grpc.AccountGrpcService;
import dev.ringfence.gateway.grpc.CallerInterceptor;
import dev.ringfence.gateway.grpc.GrpcServer;
import dev.ringfence.gateway.grpc.SessionConfig;
import dev.ringfence.gateway.grpc.SessionGrpcService;
import dev.ringfence.gateway.grpc.WatchConfig;
import dev.ringfence.gateway.http.HttpEndpoint;
import dev.ringfence.gateway.ledger.JdbcLedgerReader;
import dev.ringfence.gateway.ledger.LedgerReaderConfig;
import dev.ringfence.gateway.ledger.SharedLedger;
import dev.ringfence.gateway.metrics.EventMetrics;
import dev.ringfence.gateway.metrics.HealthMeters;
import dev.ringfence.gateway.metrics.IngressMeters;
import dev.ringfence.gateway.metrics.MetricsPage;
import dev.ringfence.gateway.metrics.TapeMeters;
import dev.ringfence.gateway.rehearsal.Rehearsal;
import dev.ringfence.gateway.rehearsal.RehearsalConfig;
import dev.ringfence.gateway.rest.OwnNames;
import dev.ringfence.gateway.rest.RestApi;
import dev.ringfence.gateway.rest.RestConfig;
import dev.ringfence.gateway.routing.CommandRouter;
import dev.ringfence.journal.CrashPoint;
import dev.ringfence.journal.Database;
import dev.ringfence.journal.JournalHealth;
import dev.ringfence.journal.RehearsalJournal;
import dev.ringfence.journal.relay.OutboxBound;
import dev.ringfence.journal.tape.Tape;
import dev.ringfence.journal.tape.TapeConfig;
import dev.ringfence.snapshotter.progress.Progress;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running Ringfence: every part, wired by hand, started and stopped in order. */
final class Node implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  /** What each step of a stop leaves for those that follow it. */
  private static final Duration AFTER_INTAKE = Duration.ofSeconds(7);

  private static final Duration AFTER_DRAIN = Duration.ofSeconds(4);
  private static final Duration AFTER_CALLS = Duration.ofSeconds(2);
  private static final Duration AFTER_EVENTS = Duration.ofMillis(900);
  private static final Duration AFTER_HOST = Duration.ofMillis(400);
  private static final Duration AFTER_TAPE = Duration.ofMillis(100);

  /** All answers are given by then: this is for those who are slow to read them. */
  private static final Duration CALLS_LIMIT = Duration.ofSeconds(2);

  private final NodeConfig config;
  private final MetricsPage metrics;
  private final Database database;
  private final PatientStart patience;
  private final Optional<Database> replica;
  private final JdbcLedgerReader ledgerReader;
  private final Security security;
  private final ChangeFeed changes;
  private final SessionGrpcService sessions;
  private final GrpcServer grpc;
  private final HttpEndpoint http;
  private final Optional<Tape> tape;
  private final ShardHost host;
  private final Optional<OutboxBound> bound;
  private final Optional<EventFlow> events;
  private final Serving serving;
  private final Thread rehearsal;

  /**
   * @param progress for the recovery of one shard; several may go on at once
   */
  Node(NodeConfig config, Supplier<Progress> progress) {
    this.config = config;
    CrashPoint.armed().ifPresent(point -> LOG.warn("This process will kill itself at {}", point));
    metrics = new MetricsPage(config.shardCount());
    security = new Security(config.security());
    security.show(metrics.registry());
    database = Database.open(config.database());
    patience = new PatientStart(database);
    replica = config.replica().map(Database::open);
    JournalHealth journalHealth = new JournalHealth(config.shardCount());
    Engine engine = new Engine(config.shardCount());
    EventMetrics eventMetrics = new EventMetrics(metrics.registry(), config.shardCount());
    bound = config.kafka().map(_ -> outboxBound(eventMetrics));
    EngineRouter router =
        new EngineRouter(
            engine,
            journalHealth,
            shardId -> bound.isPresent() && bound.get().isFull(shardId),
            metrics.engineMetrics());
    ledgerReader =
        new JdbcLedgerReader(
            database.dataSource(),
            replica.map(Database::dataSource),
            LedgerReaderConfig.defaults());
    SharedLedger ledger = new SharedLedger(ledgerReader, LedgerReaderConfig.defaults());
    changes = new ChangeFeed(config.shardCount(), this::mayAnswer);
    sessions = new SessionGrpcService(router, ledger, SessionConfig.DEFAULT);
    AccountGrpcService accounts =
        new AccountGrpcService(router, ledger, changes, WatchConfig.DEFAULT);
    grpc =
        new GrpcServer(
            config.grpc(),
            security.grpcCredentials(),
            List.of(
                CallerInterceptor.identifying(security.authenticator(), accounts),
                CallerInterceptor.identifying(security.authenticator(), sessions)),
            metrics.callMeters());
    metrics
        .callMeters()
        .showOpen(grpc::openConnections, sessions::openSessions, accounts::openWatches);
    tape = config.tape().map(this::tape);
    host =
        new ShardHost(
            config.name(),
            database,
            engine,
            new GuardedMetrics(metrics.engineMetrics(), router),
            journalHealth,
            changes,
            this::onCommit,
            tape,
            config.recovery(),
            progress);
    serving = new Serving(host, config.shardCount(), grpc);
    rehearsal =
        Thread.ofPlatform()
            .daemon()
            .name("rehearsal")
            .unstarted(
                new WarmUp(
                    config.rehearsal(), host::isRecovering, this::rehearse, serving::rehearsed));
    Optional<IngressMeters> ingressMeters =
        config
            .kafka()
            .flatMap(KafkaConfig::ingress)
            .map(_ -> new IngressMeters(metrics.registry()));
    events = config.kafka().map(kafka -> eventFlow(kafka, router, eventMetrics, ingressMeters));
    NodeHealth health =
        new NodeHealth(
            serving,
            security,
            patience,
            new ShardChecks(engine, host, journalHealth),
            bound,
            events,
            tape,
            ingressMeters);
    HealthMeters.show(metrics.registry(), "engine", health::isLive, serving::isReady);
    http =
        new HttpEndpoint(
            config.http(),
            security.httpContext(),
            health::report,
            metrics,
            handlers(),
            Optional.of(Console.ROOT));
  }

  /** The same, and waits for the database as long as it takes. */
  void start() throws SQLException, InterruptedException {
    start(() -> true);
  }

  /**
   * Opens the ports, brings the schema up to date, and begins to take shards. Waits for a database
   * that can't be reached yet, for as long as that is worth it.
   */
  void start(BooleanSupplier worthWaiting) throws SQLException, InterruptedException {
    security.start();
    changes.start();
    ListeningPort.open("http", config.http().host(), config.http().port(), http::start);
    ListeningPort.open("grpc", config.grpc().host(), config.grpc().port(), grpc::start);
    boolean prepared =
        patience.run(
            () -> {
              database.migrate();
              host.register();
            },
            worthWaiting);
    if (!prepared) {
      return;
    }
    host.start();
    rehearsal.start();
    bound.ifPresent(OutboxBound::start);
    events.ifPresent(EventFlow::start);
    serving.start();
  }

  /** Waits until every shard serves, or there is no more reason to wait; tells which. */
  boolean awaitServing(BooleanSupplier worthWaiting) throws InterruptedException {
    return serving.await(worthWaiting);
  }

  int grpcPort() {
    return grpc.port();
  }

  int httpPort() {
    return http.port();
  }

  /** Takes no more, answers what is under way, gives the shards up, and ends. */
  @Override
  public void close() {
    StopBudget budget = new StopBudget(StopBudget.WHOLE);
    serving.stop();
    rehearsal.interrupt();
    events.ifPresent(flow -> flow.stopIntake(budget.allBut(AFTER_INTAKE)));
    try {
      host.drain(budget.allBut(AFTER_DRAIN));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    changes.close();
    sessions.close();
    grpc.close(budget.atMost(CALLS_LIMIT, AFTER_CALLS));
    events.ifPresent(flow -> flow.close(budget.allBut(AFTER_EVENTS)));
    bound.ifPresent(OutboxBound::close);
    host.close(budget.allBut(AFTER_HOST));
    tape.ifPresent(written -> written.close(budget.allBut(AFTER_TAPE)));
    ledgerReader.close();
    http.close();
    security.close();
    replica.ifPresent(Database::close);
    database.close();
    metrics.close();
    LOG.info("Stopped");
  }

  private OutboxBound outboxBound(EventMetrics eventMetrics) {
    return new OutboxBound(
        database.dataSource(), config.shardCount(), config.events().outboxMaxRows(), eventMetrics);
  }

  private Tape tape(TapeConfig tapeConfig) {
    List<ShardConfig> shards =
        IntStream.range(0, config.shardCount())
            .mapToObj(shardId -> ShardConfig.of(shardId, config.shardCount()))
            .toList();
    return Tape.start(tapeConfig, shards, new TapeMeters(metrics.registry(), config.shardCount()));
  }

  private EventFlow eventFlow(
      KafkaConfig kafka,
      CommandRouter router,
      EventMetrics eventMetrics,
      Optional<IngressMeters> ingressMeters) {
    return new EventFlow(
        kafka,
        config.redis().filter(_ -> config.events().has(Role.PROJECTOR)),
        config.events().has(Role.RELAY) ? config.shardCount() : 0,
        host::epoch,
        database.dataSource(),
        eventMetrics,
        eventMetrics,
        kafka
            .ingress()
            .map(
                ingress ->
                    IngressWiring.ingress(
                        kafka,
                        ingress,
                        router,
                        serving::isEverywhere,
                        ingressMeters.orElseThrow())));
  }

  private void rehearse(RehearsalConfig left) {
    new Rehearsal(left, ledgerReader).run(() -> RehearsalJournal.open(database));
  }

  private Map<String, HttpHandler> handlers() {
    Map<String, HttpHandler> handlers = new HashMap<>();
    handlers.put(Console.ROOT, Console.pages());
    handlers.put(
        RestApi.ROOT,
        new RestApi(
            grpc.localChannel(),
            security.authenticator(),
            RestConfig.defaults(),
            config.kafka().isPresent() ? DeadLetterApi.operations() : List.of()));
    config
        .kafka()
        .ifPresent(
            kafka ->
                handlers.put(
                    DeadLetterApi.ROOT,
                    new DeadLetterApi(
                        new DeadLetterOffice(kafka.connection().settings()),
                        security.authenticator())));
    if (config.security().identity().isEmpty()) {
      handlers.replaceAll((_, handler) -> new OwnNames(config.http().host(), handler));
    }
    return handlers;
  }

  private void onCommit(EffectBatch batch) {
    events.ifPresent(flow -> flow.committed(batch));
  }

  /** An account that nobody changes here may be changed elsewhere once the lease is over. */
  private boolean mayAnswer(int shardId) {
    return host.isReady(shardId);
  }
}
