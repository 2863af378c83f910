package dev.ringfence.gateway.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

final class ForwardLookUpsTest {
  @Test
  void shouldNeverAskForTheNameOfAnAddress() throws Exception {
    InetAddress peer = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});

    assertEquals("127.0.0.1", peer.getHostName(), "each machine has a name for it");
  }

  @Test
  void shouldFindTheAddressOfAName() throws Exception {
    assertTrue(InetAddress.getByName("localhost").isLoopbackAddress());
  }
}
