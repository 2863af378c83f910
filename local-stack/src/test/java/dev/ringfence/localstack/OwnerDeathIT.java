package dev.ringfence.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.localstack.testing.Until;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class OwnerDeathIT {

  private static final Duration DEATH_LIMIT = Duration.ofSeconds(30);
  private static final Duration KAFKA_LIMIT = Duration.ofMinutes(1);

  @TempDir Path directory;

  private Process owner;

  @AfterEach
  void killOwner() throws InterruptedException {
    owner.destroyForcibly().waitFor();
  }

  @Test
  void shouldLeaveNoProcessAndKeepDataWhenOwnerIsKilled() throws Exception {
    createTable();
    List<ProcessHandle> servers = startOwner();
    LocalStackException refusal =
        assertThrows(LocalStackException.class, () -> LocalStack.start(config()));
    assertTrue(refusal.getMessage().contains("process " + owner.pid()), refusal.getMessage());

    owner.destroyForcibly().waitFor();

    assertTrue(Deadline.after(DEATH_LIMIT).await(() -> haveEnded(servers)), servers.toString());
    assertEquals(List.of(), processesIn(directory));
    assertServesWithData();
  }

  @Test
  void shouldStartAtOnceWhenOwnerWasJustKilled() throws Exception {
    createTable();
    List<ProcessHandle> servers = startOwner();

    owner.destroyForcibly().waitFor();

    assertServesWithData();
    assertTrue(haveEnded(servers));
  }

  @Test
  void shouldEndPausedServersWhenStartedAfterOwnerWasKilled() throws Exception {
    createTable();
    List<ProcessHandle> servers = startOwner();
    servers.forEach(server -> ProcessFamily.of(server).send(Signal.STOP));

    owner.destroyForcibly().waitFor();

    assertServesWithData();
    assertTrue(haveEnded(servers));
  }

  @Test
  void shouldStartWhenOwnerAndPostmasterWereKilledTogether() throws Exception {
    createTable();
    List<ProcessHandle> servers = startOwner();

    servers.forEach(Signal.KILL::send);
    owner.destroyForcibly().waitFor();

    assertServesWithData();
  }

  /** What appears in the folder, in this order, while it is made and served for the first time. */
  @ParameterizedTest
  @ValueSource(
      strings = {"kafka/child.pid", "postgres/data.partial/global", "postgres/data/postmaster.pid"})
  void shouldLeaveNoProcessAndServeAgainWhenOwnerIsKilledWhileStarting(String moment)
      throws Exception {
    owner = launchOwner();
    Until.holds("there is " + moment, () -> Files.exists(directory.resolve(moment)));

    owner.destroyForcibly().waitFor();

    Until.holds("no process is left", () -> processesIn(directory).isEmpty());
    try (LocalStack stack = LocalStack.start(config())) {
      assertEquals("1", Clients.query(stack.postgres(), "SELECT 1"));
      assertTrue(Clients.answers(stack.redis()));
      stack.awaitKafka(KAFKA_LIMIT);
      assertTrue(Clients.answers(stack.kafka()));
    }
  }

  @Test
  void shouldStopServersWhenOwnerIsAskedToEnd() throws Exception {
    List<ProcessHandle> servers = startOwner();

    owner.destroy();

    assertTrue(owner.waitFor(60, TimeUnit.SECONDS));
    assertTrue(haveEnded(servers));
    String log = Files.readString(directory.resolve("postgres/postgres.log"));
    assertTrue(log.contains("received fast shutdown request"), log);
    assertTrue(log.trim().endsWith("database system is shut down"), log);
  }

  private LocalStackConfig config() {
    return LocalStackConfig.persistent(directory);
  }

  private void createTable() throws Exception {
    owner = new ProcessBuilder("true").start();
    try (LocalStack stack = LocalStack.start(config().withServices(LocalService.POSTGRES))) {
      Clients.execute(stack.postgres(), "CREATE TABLE kept AS SELECT 42 AS answer");
    }
  }

  private void assertServesWithData() throws Exception {
    try (LocalStack stack = LocalStack.start(config())) {
      assertEquals("42", Clients.query(stack.postgres(), "SELECT answer FROM kept"));
      assertTrue(Clients.answers(stack.redis()));
      stack.awaitKafka(KAFKA_LIMIT);
      assertTrue(Clients.answers(stack.kafka()));
    }
  }

  private List<ProcessHandle> startOwner() throws IOException {
    owner = launchOwner();
    BufferedReader output = owner.inputReader(StandardCharsets.UTF_8);
    return Stream.of(output.readLine().split(" ", -1))
        .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
        .toList();
  }

  private Process launchOwner() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            StackHost.class.getName(),
            directory.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static boolean haveEnded(List<ProcessHandle> processes) {
    return processes.stream().allMatch(ProcessFamily::hasEnded);
  }

  /** PostgreSQL's own children are not known by pid, but all servers work inside the folder. */
  private static List<Path> processesIn(Path folder) throws IOException {
    Path proc = Path.of("/proc");
    if (!Files.isDirectory(proc)) {
      return List.of();
    }
    Path real = folder.toRealPath();
    try (Stream<Path> processes = Files.list(proc)) {
      return processes.filter(process -> worksIn(process, real)).toList();
    }
  }

  private static boolean worksIn(Path process, Path folder) {
    try {
      return Files.readSymbolicLink(process.resolve("cwd")).startsWith(folder);
    } catch (IOException _) {
      return false;
    }
  }
}
