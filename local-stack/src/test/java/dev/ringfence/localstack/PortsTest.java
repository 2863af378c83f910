package dev.ringfence.localstack;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class PortsTest {

  @Test
  void shouldFindFreePortWhenAsked() {
    int port = Ports.free();

    assertTrue(Ports.isFree(port));
    assertDoesNotThrow(() -> Ports.requireFree("Redis", port));
  }

  @Test
  void shouldNameServerAndPortWhenTaken() throws IOException {
    try (ServerSocket listener = listen()) {
      int port = listener.getLocalPort();

      LocalStackException refusal =
          assertThrows(LocalStackException.class, () -> Ports.requireFree("Redis", port));

      assertFalse(Ports.isFree(port));
      assertTrue(refusal.getMessage().contains("port " + port), refusal.getMessage());
      assertTrue(refusal.getMessage().contains("Redis"), refusal.getMessage());
    }
  }

  @Test
  void shouldFindListenerWhenProcessFilesTell() throws IOException {
    Assumptions.assumeTrue(Files.exists(Path.of("/proc/net/tcp")), "needs /proc");
    try (ServerSocket listener = listen()) {
      assertEquals(
          ProcessHandle.current().pid(),
          PortOwner.find(listener.getLocalPort()).orElseThrow().pid());
    }
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
  }
}
