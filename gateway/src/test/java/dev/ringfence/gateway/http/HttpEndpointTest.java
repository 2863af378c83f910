package dev.ringfence.gateway.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.gateway.metrics.MetricsPage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class HttpEndpointTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private volatile HealthReport report =
      new HealthReport(true, true, List.of(HealthReport.Check.good("shard 0", "SERVING")));
  private final MetricsPage metrics = new MetricsPage(1);
  private final HttpEndpoint endpoint =
      new HttpEndpoint(
          HttpServerConfig.listeningOn("127.0.0.1", 0), () -> report, metrics, Map.of());

  @BeforeEach
  void start() throws IOException {
    endpoint.start();
  }

  @AfterEach
  void stop() {
    endpoint.close();
    client.close();
  }

  @Test
  void shouldBeLiveAndReadyWhenAllIsWell() throws Exception {
    assertEquals("200 live\n", get("/livez"));
    assertEquals("200 ready\n", get("/readyz"));
    assertEquals("200 ready\nok    shard 0  SERVING\n", get("/healthz"));
  }

  @Test
  void shouldBeLiveButNotReadyWhileItRecovers() throws Exception {
    report =
        new HealthReport(
            true,
            false,
            List.of(
                HealthReport.Check.good("ingress", "idle"),
                new HealthReport.Check(
                    "shard 0", HealthReport.Reason.RECOVERING, "STARTING: some 43 %")));

    assertEquals("200 live\n", get("/livez"));
    assertEquals(
        "503 not ready: commands are refused\nFAIL  shard 0  STARTING: some 43 %\n",
        get("/readyz"));
    assertEquals(
        "503 not ready\nok    ingress  idle\nFAIL  shard 0  STARTING: some 43 %\n",
        get("/healthz"));
    assertEquals(
        """
        503 {"live":true,"ready":false,"checks":[\
        {"name":"ingress","good":true,"reason":"NONE","detail":"idle"},\
        {"name":"shard 0","good":false,"reason":"RECOVERING","detail":"STARTING: some 43 %"}]}
        """,
        get("/healthz.json"));
  }

  @Test
  void shouldAskForARestartWhenItIsNotLive() throws Exception {
    report = new HealthReport(false, false, List.of());

    assertEquals("503 not live: restart this process; /healthz says why\n", get("/livez"));
  }

  @Test
  void shouldShowMetrics() throws Exception {
    String page = get("/metrics");

    assertTrue(page.contains("ringfence_shard_status{shard=\"0\",status=\"STARTING\"}"), page);
    assertTrue(page.contains("jvm_memory_used_bytes{area=\"heap\""), page);
  }

  @Test
  void shouldMakeTheMetricsOnceForAllWhoAskMeanwhile() throws Exception {
    AtomicInteger made = new AtomicInteger();
    metrics.registry().gauge("made", made, AtomicInteger::incrementAndGet);
    long beganNanos = System.nanoTime();
    List<CompletableFuture<String>> answers = new ArrayList<>();
    for (int asker = 0; asker < 100; asker++) {
      answers.add(
          client
              .sendAsync(request("/metrics").build(), HttpResponse.BodyHandlers.ofString())
              .thenApply(HttpResponse::body));
    }

    for (CompletableFuture<String> answer : answers) {
      assertTrue(answer.get().contains("made "));
    }
    long most = 2 + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos) / 100;
    assertTrue(made.get() <= most, () -> "100 asked, and " + made + " were made, not " + most);
  }

  @Test
  void shouldAnswerNothingElse() throws Exception {
    assertTrue(get("/").startsWith("404 "));
    assertTrue(get("/livez/../etc/passwd").startsWith("404 "));
    assertTrue(
        send(request("/livez").POST(HttpRequest.BodyPublishers.ofString("x"))).startsWith("405 "));
    assertEquals(
        "200 ", send(request("/livez").method("HEAD", HttpRequest.BodyPublishers.noBody())));
  }

  @Test
  void shouldNotSayMoreThanNeededWhenAPageFails() throws Exception {
    report = null;

    assertEquals("500 A defect of the server; its log says more\n", get("/readyz"));
  }

  @Test
  void shouldCloseConnectionsWhoseHeadersNeverEndAndServeOthersMeanwhile() throws Exception {
    try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), endpoint.port())) {
      slow.setSoTimeout(20_000);
      slow.getOutputStream()
          .write("GET /livez HTTP/1.1\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));

      assertEquals("200 live\n", get("/livez"));
      assertTrue(isClosed(slow));
    }
  }

  private static boolean isClosed(Socket socket) throws IOException {
    try {
      return socket.getInputStream().readAllBytes().length < 1_000;
    } catch (SocketException reset) {
      return true;
    }
  }

  private String get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoint.port() + path));
  }

  private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return response.statusCode() + " " + response.body();
  }
}
