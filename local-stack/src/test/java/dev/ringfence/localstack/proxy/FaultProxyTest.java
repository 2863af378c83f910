package dev.ringfence.localstack.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class FaultProxyTest {
  private static final int SHORT_MILLIS = 100;
  private static final int LONG_MILLIS = 10_000;

  private ServerSocket echo;
  private FaultProxy proxy;

  @BeforeEach
  void start() throws IOException {
    echo = new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"));
    Thread.ofVirtual().start(this::serve);
    proxy = new FaultProxy("127.0.0.1", echo.getLocalPort());
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    echo.close();
  }

  @Test
  void shouldLoseNothingWhenStalled() throws IOException {
    try (Socket client = connect()) {
      assertEquals('a', ask(client, 'a'));

      proxy.stall(true);
      client.setSoTimeout(SHORT_MILLIS);
      assertThrows(SocketTimeoutException.class, () -> ask(client, 'b'));
      proxy.stall(false);

      client.setSoTimeout(LONG_MILLIS);
      assertEquals('b', client.getInputStream().read());
      assertEquals('c', ask(client, 'c'));
    }
  }

  @Test
  void shouldTellNobodyWhenLeftHalfOpen() throws IOException {
    try (Socket client = connect();
        Socket next = connect()) {
      assertEquals('a', ask(client, 'a'));
      assertEquals('a', ask(next, 'a'));

      proxy.leaveHalfOpen();
      client.setSoTimeout(SHORT_MILLIS);
      assertThrows(SocketTimeoutException.class, () -> ask(client, 'b'));
      next.setSoTimeout(SHORT_MILLIS);
      assertThrows(SocketTimeoutException.class, () -> ask(next, 'b'));

      try (Socket fresh = connect()) {
        assertEquals('c', ask(fresh, 'c'));
      }
    }
  }

  @Test
  void shouldCutAndRefuseUntilToldOtherwise() throws IOException {
    try (Socket client = connect()) {
      assertEquals('a', ask(client, 'a'));

      proxy.refuse(true);

      assertEquals(-1, ask(client, 'b'));
      try (Socket refused = connect()) {
        assertEquals(-1, ask(refused, 'b'));
      }
      proxy.refuse(false);
      try (Socket fresh = connect()) {
        assertEquals('c', ask(fresh, 'c'));
      }
    }
  }

  @Test
  void shouldCatchARequestWhoseMarkerComesInParts() throws IOException {
    try (Socket client = connect()) {
      proxy.catchRequest("ab", FaultProxy.Fault.CUT_BEFORE);

      assertEquals('a', ask(client, 'a'));

      assertEquals(-1, ask(client, 'b'));
      assertEquals(1, proxy.caught());
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), proxy.port());
    socket.setSoTimeout(LONG_MILLIS);
    return socket;
  }

  /** The echo, or -1 where the connection was cut. */
  private static int ask(Socket socket, int character) throws IOException {
    try {
      socket.getOutputStream().write(character);
      return socket.getInputStream().read();
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException _) {
      return -1;
    }
  }

  private void serve() {
    while (!echo.isClosed()) {
      try {
        Socket client = echo.accept();
        Thread.ofVirtual()
            .start(
                () -> {
                  try (client) {
                    client.getInputStream().transferTo(client.getOutputStream());
                  } catch (IOException _) {
                    // The test has cut it.
                  }
                });
      } catch (IOException _) {
        // The test is over.
      }
    }
  }
}
