package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

final class ListeningPortTest {
  @Test
  void shouldNameThePortWhenSomebodyHasIt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address = (InetSocketAddress) taken.getLocalSocketAddress();

      assertIsSaid(address, "http", () -> new ServerSocket().bind(address));
      assertIsSaid(
          address, "grpc", () -> NettyServerBuilder.forAddress(address).build().start().shutdown());
    }
  }

  private static void assertIsSaid(
      InetSocketAddress address, String name, ListeningPort.Opening opening) {
    ConfigurationException refused =
        assertThrows(
            ConfigurationException.class,
            () -> ListeningPort.open(name, "127.0.0.1", address.getPort(), opening));

    assertTrue(
        refused.getMessage().contains("127.0.0.1:" + address.getPort()), refused::getMessage);
    assertTrue(refused.getMessage().contains("in use"), refused::getMessage);
    assertTrue(refused.getMessage().contains(name + ".port"), refused::getMessage);
  }
}
