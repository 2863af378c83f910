package dev.ringfence.perf.chaos;

import dev.ringfence.localstack.LocalServer;
import dev.ringfence.localstack.LocalStack;
import dev.ringfence.localstack.LocalStackConfig;
import dev.ringfence.localstack.proxy.FaultProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Real servers, and two engines that fight over the shards, each with a link that can be cut. */
final class ChaosStack implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final List<String> NAMES = List.of("alpha", "beta");

  private static final String OWNED_BY_FIRST = "SELECT count(*) FROM shards WHERE owner LIKE ?";
  private static final Duration CRASH_LIMIT = Duration.ofSeconds(6);

  private final Path folder;
  private final LocalStack servers;
  private final List<FaultProxy> links;
  private final List<Engine> engines;
  private volatile int owner;

  private ChaosStack(Path folder, LocalStack servers, List<FaultProxy> links) {
    this.folder = folder;
    this.servers = servers;
    this.links = links;
    engines = IntStream.range(0, NAMES.size()).mapToObj(this::engine).toList();
  }

  /** Returns before the engines serve, and before Kafka does. */
  static ChaosStack start(Path folder) {
    LocalStack servers = LocalStack.start(LocalStackConfig.persistent(folder.resolve("servers")));
    List<FaultProxy> links =
        NAMES.stream().map(_ -> new FaultProxy(LOOPBACK, servers.postgres().port())).toList();
    ChaosStack stack = new ChaosStack(folder, servers, links);
    stack.engines.forEach(engine -> engine.start(""));
    return stack;
  }

  List<String> addresses() {
    return engines.stream().map(Engine::address).toList();
  }

  /** Past the links. */
  String jdbcUrl() {
    return servers.postgres().jdbcUrl();
  }

  /** Finds out who has more of the shards. Not while a fault lasts. */
  void lookForOwner() throws SQLException {
    try (Connection connection = DriverManager.getConnection(jdbcUrl());
        PreparedStatement query = connection.prepareStatement(OWNED_BY_FIRST)) {
      query.setString(1, NAMES.getFirst() + "%");
      try (ResultSet result = query.executeQuery()) {
        result.next();
        owner = 2 * result.getInt(1) >= ChaosSettings.SHARDS ? 0 : 1;
      }
    }
  }

  void inflict(Strike strike) {
    switch (strike.harm()) {
      case KILL_ENGINE -> engine(strike).kill();
      case CRASH_ENGINE -> {
        engine(strike).kill();
        engine(strike).start(strike.crashPoint());
      }
      case PAUSE_ENGINE -> engine(strike).pause();
      case KILL_POSTGRES, KILL_KAFKA, KILL_REDIS -> server(strike).kill();
      case PAUSE_POSTGRES, PAUSE_KAFKA, PAUSE_REDIS -> server(strike).pause();
      case CUT_LINK -> link(strike).cutAll();
      case REFUSE_LINK -> link(strike).refuse(true);
      case STALL_LINK -> link(strike).stall(true);
      case HALF_OPEN_LINK -> link(strike).leaveHalfOpen();
      case KILL_CLIENTS -> throw new IllegalArgumentException("the clients are not of the stack");
    }
  }

  /** Whether an engine killed itself at its crash point, which is only awaited for a while. */
  boolean awaitCrash(Strike strike) {
    return engine(strike).awaitEnd(CRASH_LIMIT);
  }

  /** Returns when the server answers; an engine may take longer to serve. */
  void heal(Strike strike) {
    switch (strike.harm()) {
      case KILL_ENGINE -> engine(strike).start("");
      case CRASH_ENGINE -> {
        engine(strike).close();
        engine(strike).start("");
      }
      case PAUSE_ENGINE -> engine(strike).resume();
      case KILL_POSTGRES, KILL_KAFKA, KILL_REDIS -> server(strike).restart();
      case PAUSE_POSTGRES, PAUSE_KAFKA, PAUSE_REDIS -> server(strike).resume();
      case REFUSE_LINK -> link(strike).refuse(false);
      case STALL_LINK -> link(strike).stall(false);
      case CUT_LINK, HALF_OPEN_LINK -> {}
      case KILL_CLIENTS -> throw new IllegalArgumentException("the clients are not of the stack");
    }
  }

  /** Whether all engines run; one that ended without a kill has found something wrong. */
  boolean enginesRun() {
    return engines.stream().allMatch(Engine::isRunning);
  }

  /** What the engines said that must never happen. */
  List<String> alarms() {
    return NAMES.stream().map(name -> folder.resolve(name + ".log")).flatMap(this::alarms).toList();
  }

  @Override
  public void close() {
    engines.forEach(Engine::close);
    links.forEach(FaultProxy::close);
    servers.close();
  }

  private Stream<String> alarms(Path log) {
    try {
      return Files.readAllLines(log).stream().filter(line -> line.contains("ALARM"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + log, e);
    }
  }

  private Engine engine(int index) {
    String url =
        "jdbc:postgresql://%s:%d/%s"
            .formatted(LOOPBACK, links.get(index).port(), databaseName(servers));
    return new Engine(
        NAMES.get(index),
        folder,
        Map.ofEntries(
            Map.entry("RINGFENCE_SHARDS", Integer.toString(ChaosSettings.SHARDS)),
            Map.entry("RINGFENCE_DATABASE_URL", url),
            Map.entry("RINGFENCE_DATABASE_USER", servers.postgres().user()),
            Map.entry("RINGFENCE_DATABASE_PASSWORD", servers.postgres().password()),
            Map.entry("RINGFENCE_KAFKA_BOOTSTRAP_SERVERS", servers.kafka().bootstrapServers()),
            Map.entry("RINGFENCE_KAFKA_TOPIC_REPLICATION_FACTOR", "1"),
            Map.entry("RINGFENCE_REDIS_URL", servers.redis().uri())));
  }

  private static String databaseName(LocalStack servers) {
    String url = servers.postgres().jdbcUrl();
    return url.substring(url.lastIndexOf('/') + 1, url.indexOf('?'));
  }

  private Engine engine(Strike strike) {
    return engines.get(strike.target() == Target.OWNER_ENGINE ? owner : 1 - owner);
  }

  private FaultProxy link(Strike strike) {
    return links.get(strike.target() == Target.OWNER_LINK ? owner : 1 - owner);
  }

  private LocalServer server(Strike strike) {
    return switch (strike.target()) {
      case POSTGRES -> servers.postgres();
      case KAFKA -> servers.kafka();
      case REDIS -> servers.redis();
      case OWNER_ENGINE, OTHER_ENGINE, OWNER_LINK, OTHER_LINK, CLIENTS ->
          throw new IllegalArgumentException(strike.target() + " is not a server");
    };
  }
}
