package dev.ringfence.gateway.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.gateway.metrics.MetricsPage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callers who mean no good, or write HTTP by hand. */
@Timeout(120)
final class HttpLimitsTest {
  /** The limit is 5 seconds, and the server looks about once a second. */
  private static final int CUT_OFF_MILLIS = 40_000;

  private static final int LARGE_BYTES = 4 << 20;

  private final CountDownLatch bodyEnded = new CountDownLatch(1);
  private final HttpEndpoint endpoint =
      new HttpEndpoint(
          HttpServerConfig.listeningOn("127.0.0.1", 0),
          () -> new HealthReport(true, true, List.of()),
          new MetricsPage(1),
          Map.of(
              "/body",
              exchange -> {
                try (exchange) {
                  exchange.getRequestBody().readAllBytes();
                } finally {
                  bodyEnded.countDown();
                }
              },
              "/large",
              exchange -> {
                try (exchange) {
                  exchange.sendResponseHeaders(200, LARGE_BYTES);
                  exchange.getResponseBody().write(new byte[LARGE_BYTES]);
                }
              }));

  @BeforeEach
  void start() throws IOException {
    endpoint.start();
  }

  @AfterEach
  void stop() {
    endpoint.close();
  }

  @Test
  void shouldCutOffWhoeverIsSlowWithHeadersOrBody() throws Exception {
    try (Socket headers = send("GET /livez HTTP/1.1\r\nHost: a\r\nX-Slow");
        Socket body =
            send("POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nonly this")) {
      assertEquals("", answer(headers));
      assertEquals("", answer(body));
    }
    assertTrue(bodyEnded.await(CUT_OFF_MILLIS, TimeUnit.MILLISECONDS), "its thread is free again");
  }

  @Test
  void shouldCutOffWhoeverSendsTooManyOrTooLargeHeaders() throws Exception {
    StringBuilder sixty = new StringBuilder();
    for (int number = 0; number < 60; number++) {
      sixty.append("X-").append(number).append(": y\r\n");
    }
    try (Socket large = send("GET /livez HTTP/1.1\r\nX: " + "x".repeat(20_000) + "\r\n\r\n");
        Socket many = send("GET /livez HTTP/1.1\r\n" + sixty + "\r\n")) {
      assertFalse(answer(large).contains("live"));
      assertFalse(answer(many).contains("live"));
    }
  }

  @Test
  void shouldKeepEveryConnectionThatItHasRoomFor() throws Exception {
    List<Socket> callers = new ArrayList<>();
    try {
      for (int caller = 0; caller < 300; caller++) {
        callers.add(send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n"));
      }
      for (Socket caller : callers) {
        assertEquals("live", endOfAnswer(caller));
      }
      for (Socket caller : callers) {
        caller.getOutputStream().write("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
        assertEquals("live", endOfAnswer(caller), "the second call of one that was idle");
      }
    } finally {
      for (Socket caller : callers) {
        caller.close();
      }
    }
  }

  @Test
  void shouldKeepNothingOfAnAnswerWhileItsConnectionIsIdle() throws Exception {
    List<Socket> callers = new ArrayList<>();
    long usedBefore = usedBytes();
    try {
      for (int caller = 0; caller < 50; caller++) {
        Socket socket = send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
        callers.add(socket);
        assertTrue(socket.getInputStream().readNBytes(LARGE_BYTES).length == LARGE_BYTES);
      }

      long keptBytes = usedBytes() - usedBefore;

      assertTrue(keptBytes < 50 << 20, () -> "50 connections keep " + keptBytes + " bytes");
    } finally {
      for (Socket caller : callers) {
        caller.close();
      }
    }
  }

  private static long usedBytes() {
    ManagementFactory.getMemoryMXBean().gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static String endOfAnswer(Socket socket) throws IOException {
    StringBuilder said = new StringBuilder();
    int next = socket.getInputStream().read();
    while (next >= 0) {
      said.append((char) next);
      if (said.toString().endsWith("\r\n\r\nlive\n")) {
        return "live";
      }
      next = socket.getInputStream().read();
    }
    return said + " and then nothing";
  }

  private Socket send(String text) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), endpoint.port());
    socket.setSoTimeout(CUT_OFF_MILLIS);
    socket.getOutputStream().write(text.getBytes(US_ASCII));
    return socket;
  }

  /** All that comes until the connection ends; a reset is an end as well. */
  private static String answer(Socket socket) throws IOException {
    try {
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    } catch (SocketException reset) {
      return "";
    }
  }
}
