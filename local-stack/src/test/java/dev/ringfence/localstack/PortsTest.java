package dev.ringfence.localstack;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
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
  void shouldLetTheServerInAndNobodyElseWhenHeld() throws IOException {
    try (HeldPort held = HeldPort.take()) {
      Assumptions.assumeTrue(held.isHeld(), "a hold and a server can't share a port here");

      assertThrows(BindException.class, () -> listen(held.number(), false).close());
      assertTrue(Ports.isFree(held.number()));
      try (ServerSocket server = listen(held.number(), true)) {
        assertFalse(Ports.isFree(held.number()));
        assertEquals(held.number(), server.getLocalPort());
      }
    }
  }

  @Test
  void shouldGiveNoPortTwice() {
    int first = Ports.free();

    assertTrue(HeldPort.take(first).filter(HeldPort::isHeld).isEmpty());
  }

  @Test
  void shouldChangeOnlyWhatIsTakenAndWasToldNobody() throws IOException {
    try (ServerPort port = new ServerPort(0)) {
      int first = port.number();
      assertFalse(port.changeIfTaken());
      try (ServerSocket _ = listen(first, true)) {
        assertTrue(port.changeIfTaken());
      }
      int second = port.number();
      assertNotEquals(first, second);
      assertEquals(second, port.tell());
      try (ServerSocket _ = listen(second, true)) {
        assertFalse(port.changeIfTaken());
      }
      assertEquals(second, port.number());
    }
  }

  @Test
  void shouldNotChangeAPortThatWasAskedFor() throws IOException {
    try (ServerSocket listener = listen();
        ServerPort port = new ServerPort(listener.getLocalPort())) {
      assertFalse(port.isFree());
      assertFalse(port.changeIfTaken());
      assertEquals(listener.getLocalPort(), port.number());
    }
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
    return listen(0, true);
  }

  /** Servers of all kinds share their port with connections of their past, and so with a hold. */
  private static ServerSocket listen(int port, boolean asServersDo) throws IOException {
    ServerSocket listener = new ServerSocket();
    listener.setReuseAddress(asServersDo);
    try {
      listener.bind(Ports.address(port), 1);
      return listener;
    } catch (IOException e) {
      listener.close();
      throw e;
    }
  }
}
