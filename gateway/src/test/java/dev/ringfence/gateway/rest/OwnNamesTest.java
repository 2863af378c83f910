package dev.ringfence.gateway.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import dev.ringfence.gateway.testing.BareHttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page whose name was made to lead to this machine is of the same origin as what it calls. */
@Timeout(30)
final class OwnNamesTest {
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = BareHttpServer.open();
    server.createContext(
        "/",
        new OwnNames(
            "Orders.Example",
            exchange -> {
              try (exchange) {
                exchange.sendResponseHeaders(200, -1);
              }
            }));
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:7480",
        "LocalHost:7480",
        "127.0.0.1",
        "127.0.0.1:7480",
        "10.1.2.3:7480",
        "[::1]",
        "[::1]:7480",
        "orders.example",
        "orders.example:80"
      })
  void shouldServeWhoeverCallsItByAnAddressOrItsOwnName(String host) throws IOException {
    assertEquals("200", statusFor("Host: " + host + "\r\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: evil.example\r\n",
        "Host: evil.example:7480\r\n",
        "Host: localhost.evil.example\r\n",
        "Host: 127.0.0.1.evil.example:7480\r\n",
        "Host: evil.orders.example\r\n",
        "Host: [evil.example]\r\n",
        "Host: localhost:7480:evil.example\r\n",
        "Host: \r\n",
        ""
      })
  void shouldRefuseWhoeverCallsAServerOfAnotherName(String header) throws IOException {
    assertEquals("421", statusFor(header));
  }

  private String statusFor(String hostHeader) throws IOException {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), server.getAddress().getPort())) {
      String request = "GET /v1/accounts/1 HTTP/1.1\r\n" + hostHeader + "Connection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      byte[] status = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
      return new String(status, StandardCharsets.US_ASCII).substring("HTTP/1.1 ".length());
    }
  }
}
