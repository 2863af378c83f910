package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.gateway.cli.ExitCode;
import dev.ringfence.localstack.testing.Until;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(240)
final class DevStartIT {
  @TempDir private Path folder;

  /** Whoever reads READY goes to the Kafka that it names. */
  @Test
  void shouldEndAndSayWhyWhenItsKafkaCannotBeStarted() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.writeString(data.resolve("kafka"), "in the way");

    try (RingfenceProcess dev = start(data, Map.of())) {
      int exitCode = dev.awaitEnd();

      assertEquals(ExitCode.WRONG_USAGE, exitCode);
      assertTrue(dev.errors().contains("Kafka could not be started: cannot create"), dev.errors());
      assertTrue(dev.errors().contains("Stopped, as Kafka could not be started"), dev.errors());
    }
  }

  /** While it unpacks, makes the database, and starts it. */
  @ParameterizedTest
  @ValueSource(strings = {"owner.pid", "postgres/data.partial", "postgres/child.pid"})
  void shouldEndAtOnceAndStartAgainWhenItsFirstStartIsCutShort(String sign) throws Exception {
    Path data = folder.resolve("data");
    Path cache = folder.resolve("cache");
    Map<String, String> environment = Map.of("XDG_CACHE_HOME", cache.toString());
    try (RingfenceProcess dev = start(data, environment)) {
      Until.holds(sign + " is there", () -> Files.exists(data.resolve(sign)));

      assertEquals(ExitCode.GOOD, dev.stop(), dev::said);

      assertFalse(dev.said().contains("\tat "), dev::said);
      assertFalse(dev.said().contains("READY"), dev::said);
      boolean hasBegun = Files.exists(data.resolve("postgres/data"));
      assertEquals(hasBegun, sign.equals("postgres/child.pid"), dev::said);
    }
    assertEquals(List.of(), processesThatName(folder));
    assertEquals(List.of(), names(cache.resolve("ringfence"), ".partial-"));

    try (RingfenceProcess dev = start(data, environment)) {
      dev.awaitReady();
      assertEquals(ExitCode.GOOD, dev.stop(), dev::said);
    }
  }

  private RingfenceProcess start(Path data, Map<String, String> environment) throws Exception {
    return RingfenceProcess.start(
        folder,
        environment,
        "dev",
        "--data",
        data.toString(),
        "--grpc-port",
        "0",
        "--http-port",
        "0",
        "--shards",
        "1");
  }

  private static List<String> processesThatName(Path path) {
    return ProcessHandle.allProcesses()
        .flatMap(process -> process.info().commandLine().stream())
        .filter(words -> words.contains(path.toString()))
        .toList();
  }

  private static List<String> names(Path path, String part) throws Exception {
    try (Stream<Path> files = Files.list(path)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.contains(part))
          .toList();
    }
  }
}
