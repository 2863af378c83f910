package dev.ringfence.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ringfence.api.v1.DepositRequest;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A JVM that has a proxy for what is elsewhere. */
final class ProxyTest {
  private final ProxySelector before = ProxySelector.getDefault();
  private final Set<String> asked = new ConcurrentSkipListSet<>();

  @BeforeEach
  void listen() {
    ProxySelector.setDefault(
        new ProxySelector() {
          @Override
          public List<Proxy> select(URI place) {
            asked.add(place.getHost());
            return List.of(Proxy.NO_PROXY);
          }

          @Override
          public void connectFailed(URI place, SocketAddress proxy, IOException failure) {
            throw new AssertionError(failure);
          }
        });
  }

  @AfterEach
  void stop() {
    ProxySelector.setDefault(before);
  }

  @Test
  void shouldNotLookThereForWhatIsOnThisMachine() {
    call("[::1]:1");
    call("[0:0:0:0:0:0:0:1]:1");
    assertEquals(Set.of(), asked);

    call("[fd00::1]:1");
    assertEquals(1, asked.size(), "and for nothing else");
  }

  private static void call(String server) {
    RingfenceClient client =
        RingfenceClient.connect(ClientConfig.to(server).withCallTimeout(Duration.ofMillis(300)));
    assertThrows(
        RuntimeException.class,
        () -> client.blocking().deposit(DepositRequest.newBuilder().setAccountId(1).build()));
    client.close(Duration.ZERO);
  }
}
