package dev.ringfence.gateway.grpc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class GrpcServerConfigTest {
  @Test
  void shouldKeepAnHonestClientWhenItGivesUpAllItsCallsAtOnce() {
    GrpcServerConfig config = GrpcServerConfig.listeningOn("127.0.0.1", 0);

    assertTrue(config.maxResetsPerWindow() > config.maxConcurrentCallsPerConnection());
  }
}
