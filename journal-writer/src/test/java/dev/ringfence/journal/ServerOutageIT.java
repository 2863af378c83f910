package dev.ringfence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.shard.CommitOutcome;
import dev.ringfence.engine.shard.CommitOutcome.Declined;
import dev.ringfence.localstack.LocalPostgres;
import dev.ringfence.localstack.LocalService;
import dev.ringfence.localstack.LocalStack;
import dev.ringfence.localstack.LocalStackConfig;
import dev.ringfence.localstack.SmallDisk;
import dev.ringfence.localstack.testing.Until;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A writer commits batch after batch while harm is done to its server. */
class ServerOutageIT {
  private static final long ACCOUNT = 42;
  private static final int DISK_MEGABYTES = 512;
  private static final JournalConfig PATIENT = new JournalConfig(120_000, 5, 200);

  private final ScriptedShard shard = new ScriptedShard(0);
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final AtomicInteger committed = new AtomicInteger();
  private final AtomicReference<String> declined = new AtomicReference<>();
  @TempDir private Path folder;
  private Optional<SmallDisk> disk = Optional.empty();
  private LocalStack stack;
  private LocalPostgres server;
  private JournalBed bed;
  private CompletableFuture<Void> writer;

  @BeforeEach
  void start() throws Exception {
    LocalStackConfig postgres = LocalStackConfig.ephemeral().withServices(LocalService.POSTGRES);
    disk =
        SmallDisk.isPossible()
            ? Optional.of(SmallDisk.mount(folder, DISK_MEGABYTES))
            : Optional.empty();
    stack = LocalStack.start(disk.map(postgres::withPostgresOn).orElse(postgres));
    server = stack.postgres();
    DatabaseConfig patient =
        JournalBed.patient(server.jdbcUrl(), server.user(), server.password()).withPoolSize(4);
    bed = JournalBed.start(patient, patient.withTimeouts(1_000, 2_000, 1_500, 1_000), PATIENT);
    shard.begin().open(ACCOUNT);
    assertEquals(CommitOutcome.COMMITTED, bed.journal().commit(shard.seal()));
    writer = CompletableFuture.runAsync(this::write);
    awaitBatches(20);
  }

  @AfterEach
  void stop() {
    stopping.set(true);
    bed.close();
    stack.close();
    disk.ifPresent(SmallDisk::close);
  }

  @Test
  void shouldLoseAndDoubleNothingWhenTheServerIsRestarted() throws Exception {
    server.restart();

    assertGoesOn();
  }

  @Test
  void shouldLoseAndDoubleNothingWhenTheServerIsKilled() throws Exception {
    server.kill();
    awaitOutage();
    server.restart();

    assertGoesOn();
  }

  @Test
  void shouldLoseAndDoubleNothingWhenTheServerIsPausedForLongerThanItsTimeLimits()
      throws Exception {
    server.pause();
    awaitOutage();
    server.resume();

    assertGoesOn();
  }

  @Test
  void shouldGoOnByItselfWhenTheServerWasReadOnly() throws Exception {
    bed.tables().run("ALTER DATABASE ringfence SET default_transaction_read_only = on");
    String since = bed.tables().rows("SELECT clock_timestamp()").getFirst();
    await(
        "it is told that it may only read",
        () -> {
          // Again and again: one that was just being connected is not among them at first.
          bed.tables()
              .run(
                  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                      + " WHERE application_name = 'ringfence' AND backend_start < '"
                      + since
                      + "'");
          return String.valueOf(bed.health().cause(0)).startsWith("SQLSTATE 25006");
        });
    bed.tables()
        .run(
            "SET TRANSACTION READ WRITE;"
                + " ALTER DATABASE ringfence RESET default_transaction_read_only");

    assertGoesOn();
  }

  @Test
  void shouldLoseAndDoubleNothingWhenTheDiskIsFull() throws Exception {
    Assumptions.assumeTrue(disk.isPresent(), "this machine lets nobody mount a small disk");

    disk.get().fill();
    awaitDeclined("SQLSTATE 53100");
    disk.get().makeRoom();

    assertGoesOn();
  }

  @ParameterizedTest
  @CsvSource({
    "53100, a full disk",
    "54000, no transaction numbers left",
    "42501, a right that was taken away"
  })
  void shouldGoOnByItselfWhenTheServerSaidThatItCantNow(String code, String why) throws Exception {
    bed.tables()
        .run(
            "CREATE FUNCTION decline() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN RAISE EXCEPTION ''%s'' USING ERRCODE = ''%s''; END';"
                    .formatted(why, code)
                + " CREATE TRIGGER decline BEFORE INSERT ON outbox"
                + " FOR EACH STATEMENT EXECUTE FUNCTION decline()");
    awaitDeclined("SQLSTATE " + code);
    assertTrue(bed.health().isAvailable(0));
    bed.tables().run("DROP TRIGGER decline ON outbox");

    assertGoesOn();
  }

  private void write() {
    int deposit = 0;
    while (!stopping.get()) {
      deposit++;
      shard.begin().deposit(ACCOUNT, 1, "deposit-" + deposit);
      EffectBatch batch = shard.seal();
      CommitOutcome outcome = bed.journal().commit(batch);
      while (outcome instanceof Declined(String cause)) {
        declined.set(cause);
        outcome = bed.journal().commit(batch);
      }
      assertEquals(CommitOutcome.COMMITTED, outcome);
      committed.incrementAndGet();
    }
  }

  private void awaitBatches(int count) throws Exception {
    int goal = committed.get() + count;
    await("it commits", () -> committed.get() >= goal);
  }

  private void awaitOutage() throws Exception {
    await("it noticed", () -> !bed.health().isAvailable(0));
  }

  private void awaitDeclined(String cause) throws Exception {
    await("it declines for " + cause, () -> cause.equals(declined.get()));
  }

  private void await(String what, Callable<Boolean> condition) throws Exception {
    Until.holds(
        what,
        () -> {
          if (writer.isDone()) {
            // Says why it gave up.
            writer.join();
          }
          return condition.call();
        });
  }

  private void assertGoesOn() throws Exception {
    awaitBatches(20);
    stopping.set(true);
    writer.join();
    assertTrue(bed.health().isAvailable(0));
    bed.tables().assertHolds(shard);
  }
}
