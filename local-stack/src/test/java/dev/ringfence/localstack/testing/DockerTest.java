package dev.ringfence.localstack.testing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerTest {

  @TempDir Path folder;

  @Test
  void shouldTellAtOnceWhenNobodyListens() {
    assertFalse(Docker.listens(URI.create("unix://" + folder.resolve("none.sock"))));
    assertFalse(Docker.listens(URI.create("tcp://127.0.0.1:1")));
  }

  @Test
  void shouldTellWhenSomebodyListens() throws Exception {
    Path socket = folder.resolve("docker.sock");
    try (ServerSocketChannel file = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        ServerSocket network = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      file.bind(UnixDomainSocketAddress.of(socket));

      assertTrue(Docker.listens(URI.create("unix://" + socket)));
      assertTrue(Docker.listens(URI.create("tcp://127.0.0.1:" + network.getLocalPort())));
    }
  }
}
