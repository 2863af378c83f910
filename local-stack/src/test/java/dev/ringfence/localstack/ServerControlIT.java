package dev.ringfence.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class ServerControlIT {

  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

  private static LocalStack stack;

  @BeforeAll
  static void startStack() {
    stack = LocalStack.start(LocalStackConfig.ephemeral());
    stack.awaitKafka(ANSWER_LIMIT);
  }

  @AfterAll
  static void closeStack() {
    stack.close();
  }

  @ParameterizedTest
  @EnumSource
  void shouldServeOnSamePortWhenRestartedAfterKill(LocalService service) {
    LocalServer server = server(service);
    int port = server.port();
    long pid = server.pid();

    server.kill();

    assertFalse(server.isRunning());
    assertFalse(Clients.answers(server));
    assertTrue(ProcessHandle.of(pid).isEmpty());

    server.restart();

    assertTrue(server.isRunning());
    assertEquals(port, server.port());
    assertNotEquals(pid, server.pid());
    assertAnswersSoon(server);
  }

  @ParameterizedTest
  @EnumSource
  void shouldAnswerAgainWhenResumedAfterPause(LocalService service) {
    LocalServer server = server(service);

    server.pause();

    assertTrue(server.isRunning());
    assertFalse(Clients.answers(server));

    server.resume();

    assertAnswersSoon(server);
  }

  @ParameterizedTest
  @EnumSource
  void shouldServeAgainWhenRestartedAfterStop(LocalService service) {
    LocalServer server = server(service);

    server.stop();
    server.stop();

    assertFalse(server.isRunning());
    assertFalse(Clients.answers(server));
    assertThrows(IllegalStateException.class, server::pause);

    server.restart();

    assertAnswersSoon(server);
  }

  @ParameterizedTest
  @EnumSource
  void shouldRestartWhenPaused(LocalService service) {
    LocalServer server = server(service);
    server.pause();

    server.restart();

    assertAnswersSoon(server);
  }

  @ParameterizedTest
  @EnumSource
  void shouldLeadItsOwnSessionWhenStarted(LocalService service) throws Exception {
    Assumptions.assumeTrue(Files.exists(Path.of("/proc/self/stat")), "needs /proc");
    LocalServer server = server(service);

    String stat = Files.readString(Path.of("/proc/" + server.pid() + "/stat"));
    List<String> afterName = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));

    String group = afterName.get(2);
    String session = afterName.get(3);
    assertEquals(Long.toString(server.pid()), group);
    assertEquals(Long.toString(server.pid()), session);
  }

  @Test
  void shouldKeepCommittedRowsWhenPostgresIsKilled() throws Exception {
    Clients.execute(stack.postgres(), "CREATE TABLE committed (id int)");
    Clients.execute(stack.postgres(), "INSERT INTO committed SELECT generate_series(1, 1000)");

    stack.postgres().kill();
    stack.postgres().restart();

    assertEquals("1000", Clients.query(stack.postgres(), "SELECT count(*) FROM committed"));
  }

  @Test
  void shouldKeepTopicsWhenKafkaIsKilled() throws Exception {
    Clients.createTopic(stack.kafka(), "survivor");

    stack.kafka().kill();
    stack.kafka().restart();

    assertTrue(Clients.topics(stack.kafka()).contains("survivor"));
  }

  private static void assertAnswersSoon(LocalServer server) {
    assertTrue(Deadline.after(ANSWER_LIMIT).await(() -> Clients.answers(server)), server.name());
  }

  private static LocalServer server(LocalService service) {
    return switch (service) {
      case POSTGRES -> stack.postgres();
      case KAFKA -> stack.kafka();
      case REDIS -> stack.redis();
    };
  }
}
