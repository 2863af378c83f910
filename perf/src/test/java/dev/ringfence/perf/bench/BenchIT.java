package dev.ringfence.perf.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.localstack.testing.Backends;
import dev.ringfence.perf.baseline.BaselineVariant;
import dev.ringfence.perf.report.Comparison;
import dev.ringfence.perf.report.Round;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The bench against the baseline as a process of its own, on a real PostgreSQL. */
final class BenchIT {
  private static final LoadSettings SETTINGS =
      new LoadSettings(200, Duration.ofSeconds(2), Duration.ZERO, Duration.ZERO, 1, 2, 32, 1);

  @ParameterizedTest
  @EnumSource(BaselineVariant.class)
  void shouldFindEveryAcknowledgedCommandInPostgres(BaselineVariant variant) {
    String jdbcUrl = Backends.freshDatabase().jdbcUrl();
    try (BaselineProcess process = BaselineProcess.start(variant, jdbcUrl);
        ServerLoad load = new ServerLoad(process.target(), SETTINGS, "it-", 1)) {
      load.fund();

      Round round = load.round(scenario(Mix.LIFECYCLE, Keys.ZIPF), SETTINGS.duration(), 1);

      assertTrue(round.accepted() > 20, () -> "only " + round.accepted());
      assertEquals(0, round.refused());
      List<Audit> audits = load.audit();
      assertEquals(3, audits.size());
      audits.forEach(audit -> assertTrue(audit.agrees(), audit::line));
    }
  }

  @Test
  void shouldFindAPlantedMiscount() throws Exception {
    String jdbcUrl = Backends.freshDatabase().jdbcUrl();
    try (BaselineProcess process = BaselineProcess.start(BaselineVariant.SINGLE, jdbcUrl);
        ServerLoad load = new ServerLoad(process.target(), SETTINGS, "it-", 1)) {
      load.fund();
      load.round(scenario(Mix.RESERVE, Keys.UNIFORM), Duration.ofMillis(500), 1);

      execute(
          jdbcUrl,
          "UPDATE baseline_single.accounts SET balance = balance - 0.0001 WHERE account_id = 7",
          "UPDATE baseline_single.accounts SET balance = balance + 0.0001 WHERE account_id = 8",
          "DELETE FROM baseline_single.ledger WHERE account_id = 9 AND version = 2");
      List<Audit> audits = load.audit();

      assertEquals(2, audits.get(0).mismatches(), audits.get(0)::line);
      assertEquals(2, audits.get(1).mismatches(), audits.get(1)::line);
      assertEquals(1, audits.get(2).mismatches(), audits.get(2)::line);
      assertTrue(audits.get(0).line().contains("account 7"), audits.get(0)::line);
    }
  }

  @Test
  void shouldRunServersInTurnAndCompareThem() {
    String jdbcUrl = Backends.freshDatabase().jdbcUrl();
    LoadSettings quick =
        new LoadSettings(
            50,
            Duration.ofMillis(500),
            Duration.ofMillis(300),
            Duration.ofMillis(200),
            2,
            1,
            16,
            1);
    try (BaselineProcess single = BaselineProcess.start(BaselineVariant.SINGLE, jdbcUrl);
        BaselineProcess textbook = BaselineProcess.start(BaselineVariant.TEXTBOOK, jdbcUrl);
        ServerLoad first = new ServerLoad(single.target(), quick, "it-", 1);
        ServerLoad second = new ServerLoad(textbook.target(), quick, "it-", 1)) {
      BenchRun run = new BenchRun(List.of(first, second), quick, new Progress(System.err));
      run.fund();

      Comparison comparison = run.compare(scenario(Mix.RESERVE, Keys.UNIFORM), quick.duration());

      assertEquals(2, comparison.series().size());
      assertEquals(2, comparison.first().rounds().size());
      assertFalse(Goals.lines(List.of(comparison)).isEmpty());
      assertEquals(6, run.check().size());
      run.check().forEach(check -> assertTrue(check.agrees(), check::words));
    }
  }

  @Test
  void shouldFindEveryPaymentThatWentOverKafka() throws Exception {
    try (ChildProcess dev =
            ChildProcess.start("ringfence dev", devCommand(), Map.of(), Duration.ofMinutes(2));
        ServerLoad load = new ServerLoad(target(dev), SETTINGS, "it-", 1)) {
      load.fund();

      Scenario payments =
          new Scenario("it", "it", Mode.UNARY, Mix.INGRESS, Keys.UNIFORM, new Rate(300));
      try {
        load.round(payments, Duration.ofSeconds(1), 1);
      } catch (WrongAnswerException failed) {
        throw new AssertionError(testimony(dev), failed);
      }

      List<Audit> audits = load.audit();
      assertEquals(3, audits.size());
      audits.forEach(audit -> assertTrue(audit.agrees(), audit::line));
      long found = audits.getFirst().expected().version() - 2L * SETTINGS.accounts();
      assertTrue(found > 100, () -> "only " + found + " payments");
    }
  }

  /** What a server has to say of itself before it ends with its test. */
  private static String testimony(ChildProcess dev) throws Exception {
    StringBuilder words = new StringBuilder(dev.lastWords());
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (String page : List.of("/healthz", "/metrics")) {
        URI address = URI.create(dev.address("http") + page);
        HttpRequest request =
            HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(10)).build();
        words
            .append("\n--- ")
            .append(page)
            .append('\n')
            .append(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
      }
    }
    return words.toString();
  }

  /** Everything, as a process of its own, from the classes of this build. */
  private static List<String> devCommand() {
    List<String> command =
        ChildProcess.java(
            "dev.ringfence.gateway.boot.Ringfence",
            List.of(
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED"));
    command.addAll(List.of("dev", "--ephemeral"));
    return command;
  }

  private static Target target(ChildProcess dev) {
    return new Target(
        "ringfence",
        dev.address("grpc"),
        true,
        dev.address("http") + "/metrics",
        new Target.Database(dev.address("jdbc"), "public"),
        dev.address("kafka"));
  }

  private static Scenario scenario(Mix mix, Keys keys) {
    return new Scenario("it", "it", Mode.UNARY, mix, keys, Rate.MAX);
  }

  private static void execute(String jdbcUrl, String... statements) throws Exception {
    try (Connection connection = DriverManager.getConnection(jdbcUrl);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
