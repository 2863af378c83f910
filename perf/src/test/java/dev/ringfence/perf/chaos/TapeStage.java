package dev.ringfence.perf.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.DepositRequest;
import dev.ringfence.api.v1.OpenAccountRequest;
import dev.ringfence.api.v1.Outcome;
import dev.ringfence.api.v1.ReserveRequest;
import dev.ringfence.gateway.boot.Ringfence;
import dev.ringfence.journal.Database;
import dev.ringfence.journal.DatabaseConfig;
import dev.ringfence.localstack.LocalService;
import dev.ringfence.localstack.LocalStack;
import dev.ringfence.localstack.LocalStackConfig;
import dev.ringfence.localstack.Ports;
import dev.ringfence.snapshotter.progress.Progress;
import dev.ringfence.snapshotter.verify.Derived;
import dev.ringfence.snapshotter.verify.Verifier;
import dev.ringfence.snapshotter.verify.VerifyConfig;
import dev.ringfence.snapshotter.verify.VerifyReport;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A stage for tests of the tape: PostgreSQL and an engine in a process of its own, both with their
 * folders, clients that write down what they were told, and {@code ringfence replay}.
 */
final class TapeStage implements AutoCloseable {
  private static final List<String> OPTIONS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xmx384m");
  private static final String SHARDS = "2";
  private static final int CLIENTS = 8;

  /** For an engine that starts, too: 44 s were seen where its machine hardly got any time. */
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Path folder;

  /** What was acknowledged: account and request id. */
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();

  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private final int port = Ports.free();
  private Process engine;

  TapeStage(Path folder) {
    this.folder = folder;
  }

  /** How many commands were acknowledged. */
  int accepted() {
    return accepted.size();
  }

  /** Whether a client was told that this row of the ledger is there. */
  boolean isAccepted(String row) {
    return accepted.contains(row);
  }

  int port() {
    return port;
  }

  Path tape() {
    return folder.resolve("tape");
  }

  LocalStack postgres() {
    return LocalStack.start(
        LocalStackConfig.persistent(folder.resolve("servers")).withServices(LocalService.POSTGRES));
  }

  void startEngine(LocalStack stack) throws IOException {
    startEngine(stack, "");
  }

  /** With a place where it kills itself. */
  void startEngine(LocalStack stack, String crashAt) throws IOException {
    Map<String, String> settings = new HashMap<>();
    settings.put("RINGFENCE_CRASH_AT", crashAt);
    settings.put("RINGFENCE_NODE_NAME", "restored");
    settings.put("RINGFENCE_SHARDS", SHARDS);
    settings.put("RINGFENCE_DATABASE_URL", stack.postgres().jdbcUrl());
    settings.put("RINGFENCE_DATABASE_USER", stack.postgres().user());
    settings.put("RINGFENCE_DATABASE_PASSWORD", stack.postgres().password());
    settings.put("RINGFENCE_GRPC_HOST", "127.0.0.1");
    settings.put("RINGFENCE_GRPC_PORT", Integer.toString(port));
    settings.put("RINGFENCE_HTTP_PORT", "0");
    settings.put("RINGFENCE_REHEARSAL_MILLIS", "0");
    settings.put("RINGFENCE_TAPE_DIRECTORY", tape().toString());
    ProcessBuilder builder =
        new ProcessBuilder(Engine.java(Ringfence.class.getName(), OPTIONS, "serve", "--insecure"));
    builder.environment().putAll(settings);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("engine.log").toFile()));
    engine = builder.start();
  }

  void stopEngine() throws InterruptedException {
    engine.destroy();
    assertTrue(engine.waitFor(30, TimeUnit.SECONDS), "it stops");
  }

  void killEngine() throws InterruptedException {
    engine.destroyForcibly().waitFor();
  }

  /** Until it has killed itself. */
  void awaitDeath() throws InterruptedException {
    assertTrue(engine.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), "it dies");
  }

  @Override
  public void close() {
    if (engine != null) {
      engine.destroyForcibly();
    }
  }

  /** What a tool said, and its exit code. */
  record Said(int exitCode, String text) {}

  /** Must come out well. */
  String replay(LocalStack stack, String... options) throws Exception {
    Said said = replayed(stack, options);
    assertEquals(0, said.exitCode(), said::text);
    return said.text();
  }

  /** With this stage's tape, unless the options name another. */
  Said replayed(LocalStack stack, String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("replay"));
    arguments.addAll(List.of(options));
    arguments.addAll(List.of("--jdbc", stack.postgres().jdbcUrl()));
    if (!arguments.contains("--tape")) {
      arguments.addAll(List.of("--tape", tape().toString()));
    }
    return say(Engine.java(Ringfence.class.getName(), OPTIONS, arguments.toArray(String[]::new)));
  }

  /** PostgreSQL is lost, and this backup put in its place. */
  void restore(String backup) throws Exception {
    run("rm", "-rf", folder.resolve("servers").toString());
    copy(backup, "servers");
  }

  void copy(String from, String to) throws Exception {
    run("cp", "-a", folder.resolve(from).toString(), folder.resolve(to).toString());
  }

  private static void run(String... command) throws Exception {
    Said said = say(List.of(command));
    assertEquals(0, said.exitCode(), said::text);
  }

  private static Said say(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Said(process.waitFor(), text);
  }

  void assertExactlyOnce(List<String> ledger) {
    Set<String> there = Set.copyOf(ledger);
    assertEquals(ledger.size(), there.size(), "each effect once");
    assertTrue(there.containsAll(accepted), () -> "lost: " + missing(there));
    assertTrue(refused.stream().noneMatch(there::contains), "a refusal has no effect");
  }

  private List<String> missing(Set<String> there) {
    return accepted.stream().filter(request -> !there.contains(request)).toList();
  }

  static List<String> ledger(LocalStack stack) throws Exception {
    List<String> requests = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(stack.postgres().jdbcUrl());
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT account_id, request_id FROM ledger WHERE request_id IS NOT NULL ORDER BY account_id, version")) {
      while (rows.next()) {
        requests.add(rows.getLong(1) + " " + rows.getString(2));
      }
    }
    return requests;
  }

  static void assertVerifies(LocalStack stack) throws Exception {
    assertVerifies(stack, Derived.NONE);
  }

  /** With what is in Kafka and Redis, as far as it is asked for. */
  static void assertVerifies(LocalStack stack, Derived derived) throws Exception {
    try (Database database =
        Database.open(
            DatabaseConfig.of(
                stack.postgres().jdbcUrl(),
                stack.postgres().user(),
                stack.postgres().password()))) {
      VerifyReport report =
          new Verifier(VerifyConfig.DEFAULT).run(database.dataSource(), derived, Progress.NONE);
      assertTrue(report.isClean(), report::render);
    }
  }

  /** Clients that ask one after the other and write down what they were told. */
  final class Load {
    private final String name;
    private final ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean isStopping;

    Load(String name) {
      this.name = name;
      for (int client = 0; client < CLIENTS; client++) {
        long accountId = client + 1L;
        clients.add(Thread.ofVirtual().start(() -> ask(accountId)));
      }
    }

    void awaitAccepted(int count) {
      long latestNanos = System.nanoTime() + LIMIT.toNanos();
      while (accepted.size() < count) {
        assertTrue(System.nanoTime() - latestNanos < 0, () -> "only " + accepted.size());
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
    }

    void stop() throws InterruptedException {
      isStopping = true;
      channel.shutdownNow();
      for (Thread client : clients) {
        client.join();
      }
    }

    private void ask(long accountId) {
      AccountServiceBlockingStub stub = AccountServiceGrpc.newBlockingStub(channel);
      for (int number = 0; !isStopping; number++) {
        String request = name + "-" + number;
        try {
          CommandResult result =
              ask(stub.withDeadlineAfter(5, TimeUnit.SECONDS), accountId, request, number);
          Set<String> told = result.getOutcome() == Outcome.OUTCOME_ACCEPTED ? accepted : refused;
          told.add(accountId + " " + request);
        } catch (StatusRuntimeException _) {
          // Unknown, or it does not serve yet.
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
      }
    }

    private CommandResult ask(
        AccountServiceBlockingStub stub, long accountId, String request, int number) {
      if (number % 10 == 0) {
        return stub.openAccount(
                OpenAccountRequest.newBuilder()
                    .setAccountId(accountId)
                    .setRequestId(request)
                    .setCurrency("USD")
                    .build())
            .getResult();
      }
      if (number % 3 == 0) {
        return stub.reserve(
                ReserveRequest.newBuilder()
                    .setAccountId(accountId)
                    .setRequestId(request)
                    .setOrderId(request)
                    .setAmount("15.25")
                    .build())
            .getResult();
      }
      return stub.deposit(
              DepositRequest.newBuilder()
                  .setAccountId(accountId)
                  .setRequestId(request)
                  .setAmount("10.50")
                  .build())
          .getResult();
    }
  }
}
