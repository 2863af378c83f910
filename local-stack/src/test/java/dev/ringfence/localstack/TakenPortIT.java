package dev.ringfence.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.localstack.testing.Until;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody gets a server's port between the look whether it is free and its own listening. */
@Timeout(180)
class TakenPortIT {

  @TempDir Path directory;

  private final Tether tether = Tether.ofThisMachine();
  private final List<ServerSocket> strangers = new ArrayList<>();
  private final AtomicReference<ChildServer> server = new AtomicReference<>();

  @AfterEach
  void end() throws IOException {
    server.get().drop();
    for (ServerSocket stranger : strangers) {
      stranger.close();
    }
  }

  @Test
  void shouldServeElsewhereWhenThePortOfRedisIsTaken() {
    LocalRedis redis =
        new LocalRedis(config(LocalService.REDIS), cacheThatTakesThePort("redis"), tether);
    server.set(redis);

    redis.start();

    assertNotEquals(taken(), redis.port());
    assertTrue(Clients.answers(redis));
  }

  @Test
  void shouldServeElsewhereWhenThePortOfPostgresIsTaken() {
    LocalPostgres postgres =
        new LocalPostgres(config(LocalService.POSTGRES), cacheThatTakesThePort("postgres"), tether);
    server.set(postgres);

    postgres.start();

    assertNotEquals(taken(), postgres.port());
    assertTrue(postgres.jdbcUrl().contains(":" + postgres.port() + "/"));
    assertTrue(Clients.answers(postgres));
  }

  @Test
  void shouldServeElsewhereWhenBothPortsOfKafkaAreTaken() throws Exception {
    LocalKafka kafka = new LocalKafka(config(LocalService.KAFKA), tether);
    server.set(kafka);
    CompletableFuture<Void> start = CompletableFuture.runAsync(kafka::start);
    // It takes a JVM some time to come to its ports.
    Until.holds("the broker was launched", () -> kafka.pid() > 0);
    kafka.ports().forEach(port -> take(port.number()));

    start.join();

    assertEquals(2, strangers.size());
    assertNotEquals(taken(), kafka.port());
    assertTrue(Clients.answers(kafka));
  }

  @Test
  void shouldNameTheOwnerWhenSomebodyWasToldOfThePort() {
    LocalRedis redis =
        new LocalRedis(config(LocalService.REDIS), cacheThatTakesThePort("redis"), tether);
    server.set(redis);
    int told = redis.port();

    LocalStackException refusal = assertThrows(LocalStackException.class, redis::start);

    assertEquals(told, redis.port());
    assertTrue(refusal.getMessage().startsWith("port " + told + " on"), refusal.getMessage());
    assertTrue(
        refusal.getMessage().contains("process " + ProcessHandle.current().pid()),
        refusal.getMessage());
  }

  private LocalStackConfig config(LocalService service) {
    return LocalStackConfig.persistent(directory.resolve("stack")).withServices(service);
  }

  /** A program is unpacked after the look at the port, and before the launch. */
  private BinaryCache cacheThatTakesThePort(String program) {
    return new BinaryCache(
        directory.resolve("cache-" + program), _ -> take(server.get().portNumber()));
  }

  private int taken() {
    return strangers.getFirst().getLocalPort();
  }

  private void take(int port) {
    try {
      strangers.add(new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
