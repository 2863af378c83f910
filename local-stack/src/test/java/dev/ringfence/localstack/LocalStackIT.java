package dev.ringfence.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class LocalStackIT {

  private static final Duration KAFKA_LIMIT = Duration.ofSeconds(60);
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void shouldServeSoonAndKeepDataWhenStartedOnExistingFolder() throws Exception {
    long freshMillis;
    try (Stopwatch fresh = new Stopwatch("fresh folder");
        LocalStack stack = LocalStack.start(LocalStackConfig.persistent(directory))) {
      fresh.lap("PostgreSQL and Redis");
      stack.awaitKafka(KAFKA_LIMIT);
      freshMillis = fresh.lap("all three");
      Clients.execute(stack.postgres(), "CREATE TABLE kept (id int)");
      Clients.createTopic(stack.kafka(), "kept");
    }
    assertTrue(freshMillis > 0);

    try (Stopwatch existing = new Stopwatch("existing folder");
        LocalStack stack = LocalStack.start(LocalStackConfig.persistent(directory))) {
      existing.lap("PostgreSQL and Redis");
      stack.awaitKafka(KAFKA_LIMIT);
      long existingMillis = existing.lap("all three");

      assertTrue(existingMillis < START_LIMIT.toMillis(), existingMillis + " ms");
      assertEquals("0", Clients.query(stack.postgres(), "SELECT count(*) FROM kept"));
      assertTrue(Clients.topics(stack.kafka()).contains("kept"));
      assertTrue(Clients.answers(stack.redis()));
    }
  }

  /** The servers are told its name in three ways: as words, in a file, and by where they start. */
  @Test
  void shouldServeWhenItsFolderHasANameOfOtherLetters() {
    Assumptions.assumeTrue(
        System.getProperty("sun.jnu.encoding").equals("UTF-8"), "needs a name for such a folder");

    try (LocalStack stack =
        LocalStack.start(LocalStackConfig.persistent(directory.resolve("größe x\\n")))) {
      stack.awaitKafka(KAFKA_LIMIT);

      assertTrue(Files.isDirectory(directory.resolve("größe x\\n/kafka/data")));
      assertTrue(Clients.answers(stack.redis()));
    }
  }

  @Test
  void shouldRefuseAFolderThatKafkaTakesForTwo() {
    LocalStackConfig config = LocalStackConfig.persistent(directory.resolve("one,two"));

    LocalStackException refusal =
        assertThrows(LocalStackException.class, () -> LocalStack.start(config));

    assertTrue(refusal.getMessage().contains("comma"), refusal.getMessage());
    LocalStack.start(config.withServices(LocalService.REDIS)).close();
  }

  @Test
  void shouldWaitForTheDiskWhenPostgresCommits() throws Exception {
    LocalStackConfig config =
        LocalStackConfig.ephemeral().withServices(LocalService.POSTGRES).closedByCaller();
    try (LocalStack stack = LocalStack.start(config)) {
      for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
        assertEquals("on", Clients.query(stack.postgres(), "SHOW " + setting), setting);
      }
      assertEquals("18.4", Clients.query(stack.postgres(), "SHOW server_version"));
      assertEquals("off", Clients.query(stack.postgres(), "SHOW wal_compression"));
      assertEquals("127.0.0.1", Clients.query(stack.postgres(), "SHOW listen_addresses"));
      assertTrue(
          Long.parseLong(Clients.query(stack.postgres(), "SELECT count(*) FROM pg_stat_statements"))
              > 0);
    }
  }

  @Test
  void shouldLeaveNothingWhenEphemeralStackCloses() {
    LocalStackConfig config = LocalStackConfig.ephemeral();
    LocalStack stack = LocalStack.start(config);
    stack.awaitKafka(KAFKA_LIMIT);
    List<Long> pids = List.of(stack.postgres().pid(), stack.kafka().pid(), stack.redis().pid());
    assertTrue(Files.isDirectory(config.directory()));

    stack.close();
    stack.close();

    assertFalse(Files.exists(config.directory()));
    for (long pid : pids) {
      assertTrue(ProcessHandle.of(pid).isEmpty(), "process " + pid);
    }
  }

  @Test
  void shouldCloseSoonWhenItsDataIsThrownAwayAndAnOrderlyStopWouldLast() throws Exception {
    LocalStackConfig config =
        LocalStackConfig.ephemeral().withServices(LocalService.POSTGRES).closedByCaller();
    LocalStack stack = LocalStack.start(config);
    // An orderly stop would wait until the last segment of the log is archived.
    Files.writeString(
        config.directory().resolve("postgres/data/postgresql.auto.conf"),
        "archive_mode = on\narchive_command = 'sleep 60'\n");
    stack.postgres().restart();
    Clients.execute(stack.postgres(), "CREATE TABLE written (id int)");
    long startNanos = System.nanoTime();

    stack.close();

    long millis = (System.nanoTime() - startNanos) / 1_000_000;
    assertTrue(millis < 25_000, () -> "closed after " + millis + " ms");
  }

  @Test
  void shouldCloseSoonWhenKafkaIsStillStarting() {
    LocalStackConfig config =
        LocalStackConfig.ephemeral().withServices(LocalService.KAFKA, LocalService.REDIS);
    LocalStack stack = LocalStack.start(config);

    stack.close();

    assertFalse(Files.exists(config.directory()));
    assertThrows(LocalStackException.class, () -> stack.awaitKafka(KAFKA_LIMIT));
  }

  @Test
  void shouldLeaveNothingWhenItIsClosedWhileItMakesTheDatabase() {
    LocalStackConfig config = LocalStackConfig.ephemeral();
    LocalStack stack = LocalStack.begin(config);
    Path partial = config.directory().resolve("postgres/data.partial");
    assertTrue(Deadline.after(START_LIMIT).await(() -> Files.exists(partial)));

    stack.close();

    assertFalse(Files.exists(config.directory()));
    assertThrows(LocalStackException.class, () -> stack.await(() -> true));
  }

  @Test
  void shouldRefuseSecondStackWhenFolderIsInUse() {
    LocalStackConfig config =
        LocalStackConfig.persistent(directory).withServices(LocalService.REDIS);
    try (LocalStack first = LocalStack.start(config)) {
      LocalStackException refusal =
          assertThrows(LocalStackException.class, () -> LocalStack.start(config));

      assertTrue(refusal.getMessage().contains(directory.toString()), refusal.getMessage());
      assertTrue(
          refusal.getMessage().contains("process " + ProcessHandle.current().pid()),
          refusal.getMessage());
      assertTrue(Clients.answers(first.redis()));
    }

    LocalStack.start(config).close();
  }

  @Test
  void shouldNameTheOwnerWhenPortIsTaken(@TempDir Path other) {
    LocalStackConfig config = LocalStackConfig.ephemeral().withServices(LocalService.REDIS);
    try (LocalStack first = LocalStack.start(config)) {
      LocalStackConfig samePort =
          LocalStackConfig.persistent(other)
              .withServices(LocalService.REDIS)
              .withPorts(0, 0, first.redis().port());

      LocalStackException refusal =
          assertThrows(LocalStackException.class, () -> LocalStack.start(samePort));

      assertTrue(
          refusal.getMessage().contains("process " + first.redis().pid()), refusal.getMessage());
    }
  }

  @Test
  void shouldShowTheLogWhenServerCannotStart() throws Exception {
    LocalStackConfig config =
        LocalStackConfig.persistent(directory).withServices(LocalService.POSTGRES);
    LocalStack.start(config).close();
    Path control = directory.resolve("postgres/data/global/pg_control");
    Files.delete(control);

    LocalStackException failure =
        assertThrows(LocalStackException.class, () -> LocalStack.start(config));

    assertTrue(failure.getMessage().contains("pg_control"), failure.getMessage());
    assertTrue(failure.getMessage().contains("postgres.log"), failure.getMessage());
  }

  @Test
  void shouldTellProgressWhenServersBecomeReady() {
    List<String> lines = new CopyOnWriteArrayList<>();
    LocalStackConfig config =
        LocalStackConfig.ephemeral()
            .withServices(LocalService.POSTGRES, LocalService.REDIS)
            .withProgress(lines::add);

    LocalStack.start(config).close();

    assertTrue(lines.stream().anyMatch(line -> line.startsWith("PostgreSQL is ready")));
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("Redis is ready")));
  }

  /** Prints how long a start takes: a figure that people look at. */
  private static final class Stopwatch implements AutoCloseable {

    private final String title;
    private final long startNanos = System.nanoTime();

    Stopwatch(String title) {
      this.title = title;
    }

    long lap(String what) {
      long millis = Duration.ofNanos(System.nanoTime() - startNanos).toMillis();
      System.out.println("local-stack, " + title + ": " + what + " after " + millis + " ms");
      return millis;
    }

    @Override
    public void close() {
      lap("closed");
    }
  }
}
