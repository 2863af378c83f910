package dev.ringfence.perf.chaos;

import dev.ringfence.localstack.KafkaDoor;
import dev.ringfence.localstack.LocalServer;
import dev.ringfence.localstack.LocalStack;
import dev.ringfence.localstack.LocalStackConfig;
import dev.ringfence.localstack.Ports;
import dev.ringfence.localstack.SmallDisk;
import dev.ringfence.localstack.proxy.FaultProxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Real servers, and two engines that fight over the shards, each with links that can be cut. */
final class ChaosStack implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final List<String> NAMES = List.of("alpha", "beta");

  private static final String OWNED_BY_FIRST = "SELECT count(*) FROM shards WHERE owner LIKE ?";
  private static final String TIMES_TAKEN = "SELECT coalesce(sum(epoch), 0) FROM shards";
  private static final Duration RESTART_LIMIT = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 100;
  private static final int DISK_MEGABYTES = 2_048;

  private final Path folder;
  private final Optional<SmallDisk> disk;
  private final LocalStack servers;
  private final List<Engine> engines;
  private final List<Links> links;
  private final Sides sides;

  private ChaosStack(
      Path folder,
      Optional<SmallDisk> disk,
      LocalStack servers,
      List<Engine> engines,
      List<Links> links) {
    this.folder = folder;
    this.disk = disk;
    this.servers = servers;
    this.engines = engines;
    this.links = links;
    sides = new Sides(engines, links);
  }

  /** Returns before the engines serve, and before Kafka does. */
  static ChaosStack start(Path folder) {
    Optional<SmallDisk> disk =
        SmallDisk.isPossible()
            ? Optional.of(SmallDisk.mount(folder.resolve("disk"), DISK_MEGABYTES))
            : Optional.empty();
    List<Integer> kafkaPorts = NAMES.stream().map(_ -> Ports.free()).toList();
    List<FaultProxy> kafka =
        kafkaPorts.stream().map(port -> new FaultProxy(LOOPBACK, port)).toList();
    LocalStackConfig config =
        LocalStackConfig.persistent(folder.resolve("servers"))
            .withKafkaDoors(
                IntStream.range(0, NAMES.size())
                    .mapToObj(i -> new KafkaDoor(kafkaPorts.get(i), kafka.get(i).port()))
                    .toList());
    LocalStack servers = startServers(config, disk);
    List<Engine> engines = new ArrayList<>();
    List<Links> links = new ArrayList<>();
    for (int i = 0; i < NAMES.size(); i++) {
      FaultProxy postgres = new FaultProxy(LOOPBACK, servers.postgres().port());
      FaultProxy redis = new FaultProxy(LOOPBACK, servers.redis().port());
      Engine engine = engine(NAMES.get(i), folder, servers, postgres, kafka.get(i), redis);
      engines.add(engine);
      links.add(new Links(postgres, kafka.get(i), redis, new FaultProxy(LOOPBACK, engine.port())));
      engine.start("");
    }
    return new ChaosStack(folder, disk, servers, engines, links);
  }

  private static LocalStack startServers(LocalStackConfig config, Optional<SmallDisk> disk) {
    try {
      return LocalStack.start(disk.map(config::withPostgresOn).orElse(config));
    } catch (RuntimeException e) {
      disk.ifPresent(SmallDisk::close);
      throw e;
    }
  }

  /** Returns when Kafka answers; throws where it does not in time. */
  void awaitKafka(Duration limit) {
    servers.awaitKafka(limit);
  }

  boolean diskCanBeFull() {
    return disk.isPresent();
  }

  /** Of the engines themselves, past the links. */
  List<String> addresses() {
    return engines.stream().map(engine -> address(engine.port())).toList();
  }

  /** Where clients find the engines. */
  List<String> clientAddresses() {
    return links.stream().map(link -> address(link.clients().port())).toList();
  }

  /** Past the links. */
  String jdbcUrl() {
    return servers.postgres().jdbcUrl();
  }

  /** Past the links, too. */
  String bootstrapServers() {
    return servers.kafka().bootstrapServers();
  }

  /** Past the links, too. */
  String redisUri() {
    return servers.redis().uri();
  }

  /** Finds out who has more of the shards. Not while a fault lasts. */
  void lookForOwner() throws SQLException {
    sides.setOwner(2 * ownedByFirst() >= ChaosSettings.SHARDS ? 0 : 1);
  }

  private int ownedByFirst() throws SQLException {
    try (Connection connection = DriverManager.getConnection(jdbcUrl());
        PreparedStatement query = connection.prepareStatement(OWNED_BY_FIRST)) {
      query.setString(1, NAMES.getFirst() + "%");
      try (ResultSet result = query.executeQuery()) {
        result.next();
        return result.getInt(1);
      }
    }
  }

  /** Lets one engine have all shards; the other one stands by. Not while a fault lasts. */
  void gatherShards(Runnable awaitServing) throws SQLException {
    int ofFirst = ownedByFirst();
    if (ofFirst > 0 && ofFirst < ChaosSettings.SHARDS) {
      engines.getLast().kill();
      awaitServing.run();
      engines.getLast().start("");
    }
  }

  Wound inflict(Strike strike) {
    return switch (strike.harm()) {
      case KILL_ENGINE,
          CRASH_ENGINE,
          PAUSE_ENGINE,
          CUT_LINK,
          REFUSE_LINK,
          STALL_LINK,
          HALF_OPEN_LINK ->
          sides.inflict(strike);
      case KILL_POSTGRES, KILL_KAFKA, KILL_REDIS -> {
        LocalServer server = server(strike);
        server.kill();
        yield server::restart;
      }
      case PAUSE_POSTGRES, PAUSE_KAFKA, PAUSE_REDIS -> {
        LocalServer server = server(strike);
        server.pause();
        yield server::resume;
      }
      case FULL_DISK -> {
        disk.orElseThrow().fill();
        yield this::makeRoom;
      }
      case FLUSH_REDIS -> {
        RedisWire.flushAll(servers.redis().port());
        yield () -> {};
      }
      case KILL_CLIENTS -> throw new IllegalArgumentException("the clients are not of the stack");
    };
  }

  /**
   * How often shards were taken, or their connections made anew: each time the refusals of before
   * are forgotten.
   */
  long timesTaken() throws SQLException {
    try (Connection connection = DriverManager.getConnection(jdbcUrl());
        PreparedStatement query = connection.prepareStatement(TIMES_TAKEN);
        ResultSet result = query.executeQuery()) {
      result.next();
      return result.getLong(1);
    }
  }

  /** Whether all engines run; one that ended without a kill has found something wrong. */
  boolean enginesRun() {
    return engines.stream().allMatch(Engine::isRunning);
  }

  /** What the engines said that must never happen. */
  List<String> alarms() {
    return NAMES.stream()
        .flatMap(name -> EngineLog.findings(folder.resolve(name + ".log")).stream())
        .toList();
  }

  @Override
  public void close() {
    sides.close();
    servers.close();
    disk.ifPresent(SmallDisk::close);
  }

  /** PostgreSQL gives up where there is no room for its log; then it takes a moment to end. */
  private void makeRoom() {
    disk.orElseThrow().makeRoom();
    long latestNanos = System.nanoTime() + RESTART_LIMIT.toNanos();
    while (System.nanoTime() - latestNanos < 0) {
      if (!servers.postgres().isRunning()) {
        servers.postgres().restart();
        return;
      }
      try (Connection _ = DriverManager.getConnection(jdbcUrl())) {
        return;
      } catch (SQLException _) {
        Inflicted.pause(POLL_MILLIS);
      }
    }
    throw new ChaosException("PostgreSQL takes no connections though its disk has room again");
  }

  private static Engine engine(
      String name,
      Path folder,
      LocalStack servers,
      FaultProxy postgres,
      FaultProxy kafka,
      FaultProxy redis) {
    return new Engine(
        name,
        folder,
        Map.ofEntries(
            // It names the loggers whole, for EngineLog.
            Map.entry("RINGFENCE_LOG_FORMAT", "json"),
            Map.entry("RINGFENCE_SHARDS", Integer.toString(ChaosSettings.SHARDS)),
            Map.entry(
                "RINGFENCE_DATABASE_URL",
                "jdbc:postgresql://%s/%s"
                    .formatted(address(postgres.port()), databaseName(servers))),
            Map.entry("RINGFENCE_DATABASE_USER", servers.postgres().user()),
            Map.entry("RINGFENCE_DATABASE_PASSWORD", servers.postgres().password()),
            Map.entry("RINGFENCE_KAFKA_BOOTSTRAP_SERVERS", address(kafka.port())),
            Map.entry("RINGFENCE_KAFKA_TOPIC_REPLICATION_FACTOR", "1"),
            Map.entry("RINGFENCE_REDIS_URL", "redis://" + address(redis.port()))));
  }

  private static String address(int port) {
    return LOOPBACK + ":" + port;
  }

  private static String databaseName(LocalStack servers) {
    String url = servers.postgres().jdbcUrl();
    return url.substring(url.lastIndexOf('/') + 1, url.indexOf('?'));
  }

  private LocalServer server(Strike strike) {
    return switch (strike.target()) {
      case POSTGRES -> servers.postgres();
      case KAFKA -> servers.kafka();
      case REDIS -> servers.redis();
      case OWNER_ENGINE,
          OTHER_ENGINE,
          OWNER_POSTGRES_LINK,
          OTHER_POSTGRES_LINK,
          OWNER_KAFKA_LINK,
          OTHER_KAFKA_LINK,
          OWNER_REDIS_LINK,
          OTHER_REDIS_LINK,
          OWNER_CLIENT_LINK,
          OTHER_CLIENT_LINK,
          CLIENTS ->
          throw new IllegalArgumentException(strike.target() + " is not a server");
    };
  }
}
