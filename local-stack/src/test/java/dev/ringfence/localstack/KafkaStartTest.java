package dev.ringfence.localstack;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KafkaStartTest {
  @TempDir private Path folder;

  @Test
  void shouldSayWhyKafkaIsNotComing() throws Exception {
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    Files.writeString(folder.resolve(LocalService.KAFKA.folder()), "in the way");

    try (LocalStack _ =
        LocalStack.start(
            LocalStackConfig.persistent(folder)
                .withServices(LocalService.KAFKA)
                .withProgress(lines::add))) {
      String line = lines.poll(10, TimeUnit.SECONDS);
      assertNotNull(line);
      assertTrue(line.startsWith("Kafka could not be started: "), line);
    }
  }
}
