package dev.ringfence.snapshotter.verify;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RedisImagesTest {
  @Test
  @Timeout(30)
  void shouldGiveUpWhenAServerTakesTheConnectionAndSaysNothing() throws Exception {
    try (ServerSocket stopped = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String uri = "redis://127.0.0.1:" + stopped.getLocalPort();

      assertThrows(
          UnreachableException.class, () -> new RedisImages(uri, Duration.ofMillis(100)).close());
    }
  }
}
