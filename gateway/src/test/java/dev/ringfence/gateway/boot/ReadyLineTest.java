package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringfence.gateway.cli.HostAndPort;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReadyLineTest {
  @Test
  void shouldNameAddressesAsTheyAreTyped() {
    for (List<String> host :
        List.of(
            List.of("0.0.0.0", "0.0.0.0:7400"),
            List.of("db.example", "db.example:7400"),
            List.of("::1", "[::1]:7400"),
            List.of("[::1]", "[::1]:7400"))) {
      assertEquals(host.getLast(), HostAndPort.of(host.getFirst(), 7400));
    }
    assertEquals(
        "READY {\"grpc\":\"[::]:7400\",\"pid\":7}",
        new ReadyLine().text("grpc", HostAndPort.of("::", 7400)).number("pid", 7).toString());
  }
}
