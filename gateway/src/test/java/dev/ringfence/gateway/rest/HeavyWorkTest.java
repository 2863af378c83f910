package dev.ringfence.gateway.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.gateway.rest.RestServer.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who sends much at once keeps no probe waiting. */
@Timeout(60)
final class HeavyWorkTest {
  private static final int LARGE_BODIES = 100;

  @Test
  void shouldAnswerAProbeBeforeTheLargeBodiesThatCameFirst() throws Exception {
    String body =
        IntStream.range(0, 27_000)
            .mapToObj(number -> "\"%x\":0".formatted(number))
            .collect(Collectors.joining(",", "{", "}"));
    AtomicInteger refused = new AtomicInteger();
    try (RestServer server = new RestServer(RestConfig.defaults(), UnaryOperator.identity())) {
      List<CompletableFuture<Reply>> large = new ArrayList<>();
      for (int sent = 0; sent < LARGE_BODIES; sent++) {
        large.add(
            server
                .sendLater(server.post("/v1/accounts/42/deposits", body))
                .whenComplete((_, _) -> refused.incrementAndGet()));
      }
      large.getFirst().join();

      assertEquals(200, server.send(server.request("/livez")).status());

      int before = refused.get();
      assertTrue(before < LARGE_BODIES * 3 / 4, () -> before + " large bodies were read before");
      for (CompletableFuture<Reply> each : large) {
        assertEquals(400, each.join().status());
      }
    }
  }
}
