package dev.ringfence.perf.chaos;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.localstack.proxy.FaultProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
final class SidesTest {
  private static final int WORD = 7;
  private static final int SHORT_MILLIS = 100;
  private static final int LONG_MILLIS = 10_000;

  /** Kafka's links heal while the next step is under way, which looks for the owner anew. */
  @ParameterizedTest
  @EnumSource(names = {"REFUSE_LINK", "STALL_LINK"})
  void shouldHealTheLinkThatWasHitWhenAnotherOwnsTheShardsByThen(Harm harm) throws Exception {
    try (ServerSocket echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Links first = links(echo);
        Links second = links(echo)) {
      Thread.ofVirtual().start(() -> serve(echo));
      Sides sides = new Sides(List.of(), List.of(first, second));

      Wound wound = sides.inflict(new Strike(harm, Target.OWNER_KAFKA_LINK, 0, 0, ""));
      assertFalse(passes(first.kafka(), SHORT_MILLIS));
      assertTrue(passes(second.kafka(), LONG_MILLIS));
      sides.setOwner(1);
      wound.heal();

      assertTrue(passes(first.kafka(), LONG_MILLIS));
      assertTrue(passes(second.kafka(), LONG_MILLIS));
    }
  }

  private static Links links(ServerSocket echo) {
    List<FaultProxy> proxies =
        Stream.generate(() -> new FaultProxy("127.0.0.1", echo.getLocalPort())).limit(4).toList();
    return new Links(proxies.get(0), proxies.get(1), proxies.get(2), proxies.get(3));
  }

  private static boolean passes(FaultProxy link, int limitMillis) {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), link.port())) {
      client.setSoTimeout(limitMillis);
      client.getOutputStream().write(WORD);
      return client.getInputStream().read() == WORD;
    } catch (IOException refusedOrTooLate) {
      return false;
    }
  }

  private static void serve(ServerSocket echo) {
    while (!echo.isClosed()) {
      try {
        Socket client = echo.accept();
        Thread.ofVirtual().start(() -> answer(client));
      } catch (IOException ended) {
        return;
      }
    }
  }

  private static void answer(Socket client) {
    try (client) {
      client.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException ended) {
      // So is the test.
    }
  }
}
