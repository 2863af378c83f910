package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.gateway.cli.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
final class DevStartIT {
  @TempDir private Path folder;

  /** Whoever reads READY goes to the Kafka that it names. */
  @Test
  void shouldEndAndSayWhyWhenItsKafkaCannotBeStarted() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.writeString(data.resolve("kafka"), "in the way");

    try (RingfenceProcess dev =
        RingfenceProcess.start(
            folder,
            Map.of(),
            "dev",
            "--data",
            data.toString(),
            "--grpc-port",
            "0",
            "--http-port",
            "0",
            "--shards",
            "1")) {
      int exitCode = dev.awaitEnd();

      assertEquals(ExitCode.WRONG_USAGE, exitCode);
      assertTrue(dev.errors().contains("Kafka could not be started: cannot create"), dev.errors());
      assertTrue(dev.errors().contains("Stopped, as Kafka could not be started"), dev.errors());
    }
  }
}
