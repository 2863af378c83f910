package dev.ringfence.gateway.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.gateway.metrics.MetricsPage;
import dev.ringfence.gateway.testing.TestPki;
import dev.ringfence.gateway.tls.ServerTls;
import dev.ringfence.gateway.tls.TlsConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Over TLS, too, nobody who stops reading keeps the port from anybody else. */
@Timeout(120)
final class HttpsReaderTest {
  /** The limit for a request is 5 seconds, and the server looks about once a second. */
  private static final int CUT_OFF_SECONDS = 40;

  private static final int CHUNK_BYTES = 1 << 20;

  @TempDir private Path folder;
  private final CountDownLatch writing = new CountDownLatch(1);
  private final CountDownLatch written = new CountDownLatch(1);
  private SSLContext trusting;
  private ServerTls tls;
  private HttpEndpoint endpoint;

  @BeforeEach
  void start() throws Exception {
    TestPki pki = new TestPki("CN=Test Authority");
    trusting = trusting(pki.writeAuthority(folder.resolve("ca.pem")));
    Path certificate = pki.writeCertificate(folder.resolve("server.pem"), "CN=server");
    tls =
        new ServerTls(
            new TlsConfig(certificate, TestPki.key(certificate), Optional.empty(), false));
    endpoint =
        new HttpEndpoint(
            HttpServerConfig.listeningOn("127.0.0.1", 0),
            Optional.of(tls.httpContext()),
            () -> new HealthReport(true, true, List.of()),
            new MetricsPage(1),
            Map.of(
                "/endless",
                exchange -> {
                  try (exchange) {
                    exchange.sendResponseHeaders(200, 0);
                    byte[] chunk = new byte[CHUNK_BYTES];
                    while (true) {
                      exchange.getResponseBody().write(chunk);
                      writing.countDown();
                    }
                  } finally {
                    written.countDown();
                  }
                }),
            Optional.empty());
    endpoint.start();
  }

  @AfterEach
  void stop() {
    endpoint.close();
    tls.close();
  }

  @Test
  void shouldCutOffWhoeverReadsNothingAndServeOthersMeanwhile() throws Exception {
    // Its body never comes, so that it has but the time of a request.
    try (SSLSocket _ = send("POST /endless HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n")) {
      assertTrue(writing.await(CUT_OFF_SECONDS, TimeUnit.SECONDS));

      assertTrue(written.await(CUT_OFF_SECONDS, TimeUnit.SECONDS), "its thread is free again");
      assertEquals("live\n", live());
    }
  }

  @Test
  void shouldStopThoughSomebodyReadsNothing() throws Exception {
    try (SSLSocket _ = send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")) {
      assertTrue(writing.await(CUT_OFF_SECONDS, TimeUnit.SECONDS));

      Thread stopping = Thread.ofPlatform().daemon().start(endpoint::close);

      assertTrue(stopping.join(Duration.ofSeconds(CUT_OFF_SECONDS)), "it ends");
    }
  }

  @Test
  void shouldKeepAConnectionForMoreThanOneCall() throws Exception {
    try (SSLSocket socket = send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n".repeat(2))) {
      assertEquals(2, count(socket.getInputStream(), "live\n", 2));
    }
  }

  private String live() throws Exception {
    try (HttpClient client = HttpClient.newBuilder().sslContext(trusting).build()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + endpoint.port() + "/livez"))
              .timeout(Duration.ofSeconds(CUT_OFF_SECONDS))
              .build();
      return client.send(request, BodyHandlers.ofString()).body();
    }
  }

  private SSLSocket send(String text) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            trusting
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), endpoint.port());
    socket.setSoTimeout(CUT_OFF_SECONDS * 1_000);
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** How often a text comes, until it has come so often or nothing more does. */
  private static int count(InputStream stream, String text, int most) throws IOException {
    StringBuilder said = new StringBuilder();
    int count = 0;
    int next = stream.read();
    while (next >= 0) {
      said.append((char) next);
      if (said.toString().endsWith(text) && ++count == most) {
        return count;
      }
      next = stream.read();
    }
    return count;
  }

  private static SSLContext trusting(Path authority) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream pem = Files.newInputStream(authority)) {
      store.setCertificateEntry(
          "authority", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
