package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import dev.ringfence.api.v1.Reason;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that share no code with the server, against {@code ringfence dev} as it is started. */
@Timeout(420)
final class DevIT {
  private static final boolean IN_CI = "true".equals(System.getenv("CI"));

  /** All of them, and what is run then, fit into the limit of a test. */
  private static final int ATTEMPTS = 3;

  private static final Duration ATTEMPT_LIMIT = Duration.ofSeconds(90);
  private static final Path EXAMPLES = Path.of("../examples");

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
    require(Programs.isInstalled("curl"), "curl is not installed");

    assertWholeLife(
        Programs.run(
            EXAMPLES.resolve("curl"),
            Map.of(),
            "./order-life.sh",
            ready.get("http").getAsString()));
  }

  @Test
  void shouldServeNodeFromTheProtoAlone() throws Exception {
    require(Programs.isInstalled("node"), "Node.js is not installed");
    require(Programs.isInstalled("npm"), "npm is not installed");
    Path node = EXAMPLES.resolve("node");
    Programs.Run install = install(node);
    require(
        install.exitCode() == 0,
        "npm can't install @grpc/grpc-js, of which it has no copy, from its registry: is there a"
            + " way to that? It was asked %d times, for up to %d s. %s"
                .formatted(ATTEMPTS, ATTEMPT_LIMIT.toSeconds(), install.said()));

    assertWholeLife(
        Programs.run(node, Map.of(), "node", "order-life.js", ready.get("grpc").getAsString()));
  }

  /** Its registry is a long way off, and npm looks at its own copies first. */
  private static Programs.Run install(Path node) throws Exception {
    Programs.Run run = installOnce(node);
    for (int attempt = 1; run.exitCode() != 0 && attempt < ATTEMPTS; attempt++) {
      run = installOnce(node);
    }
    return run;
  }

  private static Programs.Run installOnce(Path node) throws Exception {
    return Programs.runWithin(
        ATTEMPT_LIMIT,
        node,
        Map.of(),
        "npm",
        "ci",
        "--prefer-offline",
        "--no-audit",
        "--no-fund",
        "--fetch-retries=1",
        "--fetch-timeout=30000");
  }

  /** Where a change is judged, what was skipped would prove nothing. */
  private static void require(boolean condition, String otherwise) {
    if (IN_CI) {
      assertTrue(condition, otherwise);
    } else {
      assumeTrue(condition, otherwise);
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
