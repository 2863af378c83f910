package dev.ringfence.journal.relay;

import dev.ringfence.journal.CrashPoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.CommonClientConfigs;
import org.postgresql.ds.PGSimpleDataSource;

/** A relay of shard 0 in a process of its own, which ends by itself or is killed. */
final class RelayProcess {
  static final int BATCH_ROWS = 1_000;
  static final int KILLED = 137;
  private static final long LIMIT_SECONDS = 60;

  private RelayProcess() {}

  /** Runs one that kills itself when it reaches the point with its second batch. */
  static int runUntilKilledAt(
      CrashPoint point, String jdbcUrl, String bootstrapServers, Path output)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                RelayProcess.class.getName(),
                jdbcUrl,
                bootstrapServers)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("RINGFENCE_CRASH_AT", point + ":2");
    Process process = builder.start();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("It did not end; see " + output);
    }
    return process.exitValue();
  }

  public static void main(String[] arguments) throws InterruptedException {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(arguments[0]);
    dataSource.setSocketTimeout(20);
    try (OutboxRelay relay =
        new OutboxRelay(
            0,
            () -> 7,
            dataSource,
            RelayProducers.forShard(
                0, Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, arguments[1])),
            new RelayConfig(BATCH_ROWS, 1 << 20, 1, 1, 50, 50, 500, 1_000, 50, 10),
            OutboxTrimmer.NONE,
            RelayMetrics.NONE,
            InstantSource.system())) {
      relay.start();
      Thread.sleep(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
    }
  }
}
