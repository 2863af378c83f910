package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.ringfence.api.v1.Reason;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that share no code with the server, against {@code ringfence dev} as it is started. */
@Timeout(420)
final class DevIT {
  private static final Path EXAMPLES = Path.of("../examples");

  private static final Pattern METRIC = Pattern.compile("(?m)^# TYPE (ringfence_\\w+) ");

  /** What nobody can bring about from outside; examples/README.md says why. */
  private static final Set<Reason> NEVER_FROM_OUTSIDE =
      EnumSet.of(
          Reason.REASON_UNSPECIFIED,
          Reason.REASON_EXPIRY_IN_PAST,
          Reason.REASON_REFUSED_BY_STORE,
          Reason.UNRECOGNIZED);

  @TempDir private static Path folder;
  private static RingfenceProcess dev;
  private static JsonObject ready;

  @BeforeAll
  static void begin() throws Exception {
    dev = RingfenceProcess.start(folder, Map.of(), "dev", "--ephemeral", "--shards", "1");
    ready = dev.awaitReady();
  }

  @AfterAll
  static void end() throws Exception {
    assertEquals(0, dev.stop(), () -> "it failed to stop in order");
  }

  @Test
  void shouldNotServeAPageWhoseNameWasMadeToLeadHere() throws Exception {
    URI http = URI.create(ready.get("http").getAsString());
    try (Socket page = new Socket(http.getHost(), http.getPort())) {
      page.getOutputStream()
          .write(
              "GET /v1/accounts/1 HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));

      String answer = new String(page.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

      assertTrue(answer.startsWith("HTTP/1.1 421"), answer);
      assertTrue(answer.contains("NOT_THIS_SERVER"), answer);
    }
  }

  @Test
  void shouldServeCurl() throws Exception {
    NodeProject.require(Programs.isInstalled("curl"), "curl is not installed");

    assertWholeLife(
        Programs.run(
            EXAMPLES.resolve("curl"),
            Map.of(),
            "./order-life.sh",
            ready.get("http").getAsString()));
  }

  @Test
  void shouldServeNodeFromTheProtoAlone() throws Exception {
    NodeProject node = NodeProject.install(EXAMPLES.resolve("node"));

    assertWholeLife(node.run(Map.of(), "node", "order-life.js", ready.get("grpc").getAsString()));
  }

  /** In a document without a browser, with the console's own scripts. */
  @Test
  void shouldShowItsConsoleToPeople() throws Exception {
    NodeProject tests = NodeProject.install(Path.of("src/test/console"));

    Programs.Run run =
        tests.run(Map.of("RINGFENCE_HTTP", ready.get("http").getAsString()), "npm", "test");

    assertEquals(0, run.exitCode(), run::said);
    assertTrue(run.said().contains("# fail 0"), run::said);
  }

  @Test
  void shouldShowNoMetricThatStandsInNoDocument() throws Exception {
    String documents =
        Files.readString(Path.of("README.md"))
            + Files.readString(Path.of("../docs/events.md"))
            + Files.readString(Path.of("../docs/operations.md"))
            + Alarms.read().text();
    String metrics = page("/metrics");

    List<String> unknown =
        METRIC
            .matcher(metrics)
            .results()
            .map(result -> result.group(1))
            .filter(name -> !isNamed(name, documents))
            .toList();

    assertTrue(metrics.contains("\n# TYPE ringfence_relay_lag_events "), metrics);
    assertEquals(List.of(), unknown);
  }

  @Test
  void shouldShowWhatAlarmsAskFor() throws Exception {
    assertEquals(List.of(), Alarms.read().queries().missingOn(page("/metrics")));
  }

  @Test
  void shouldShowWhatTheDashboardAsksFor() throws Exception {
    MetricQueries queries =
        MetricQueries.ofDashboard(Files.readString(Path.of("../docs/grafana.json")));

    assertEquals(List.of(), queries.missingOn(page("/metrics")));
  }

  /** In a list only the first name is whole: the others are `…_of_this_kind`. */
  private static boolean isNamed(String metric, String documents) {
    return documents.contains(metric)
        || IntStream.range(0, metric.length())
            .filter(index -> metric.charAt(index) == '_')
            .anyMatch(index -> documents.contains("`…" + metric.substring(index) + '`'));
  }

  private static String page(String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI page = URI.create(ready.get("http").getAsString() + path);
      return http.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString()).body();
    }
  }

  private static void assertWholeLife(Programs.Run run) {
    assertEquals(0, run.exitCode(), run::said);
    assertTrue(run.said().strip().endsWith("steps went as they should."), run::said);
    for (Reason reason : Reason.values()) {
      if (!NEVER_FROM_OUTSIDE.contains(reason)) {
        String code = reason.name().substring("REASON_".length());
        assertTrue(run.said().contains(" " + code), () -> code + " is not in " + run.said());
      }
    }
  }
}
