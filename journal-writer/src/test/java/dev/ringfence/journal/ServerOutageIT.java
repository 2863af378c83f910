package dev.ringfence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.shard.CommitOutcome;
import dev.ringfence.engine.shard.CommitOutcome.Declined;
import dev.ringfence.localstack.LocalPostgres;
import dev.ringfence.localstack.LocalService;
import dev.ringfence.localstack.LocalStack;
import dev.ringfence.localstack.LocalStackConfig;
import dev.ringfence.localstack.SmallDisk;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A writer commits batch after batch while harm is done to its server. */
class ServerOutageIT {
  private static final long ACCOUNT = 42;
  private static final int DISK_MEGABYTES = 512;
  private static final JournalConfig PATIENT = new JournalConfig(60_000, 5, 200);

  private final ScriptedShard shard = new ScriptedShard(0);
  private final AtomicBoolean stopping = new AtomicBoolean();
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
    DatabaseConfig config =
        DatabaseConfig.of(server.jdbcUrl(), server.user(), server.password())
            .withPoolSize(4)
            .withTimeouts(1_000, 2_000, 1_500, 1_000);
    bed = JournalBed.start(config, config, PATIENT);
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
    bed.tables()
        .run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE pid <> pg_backend_pid() AND application_name = 'ringfence'");
    awaitCause("SQLSTATE 25006");
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

  @Test
  void shouldGoOnByItselfWhenTheServerSaidThatItsDiskWasFull() throws Exception {
    bed.tables()
        .run(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN RAISE EXCEPTION USING ERRCODE = ''53100''; END';"
                + " CREATE TRIGGER full_disk BEFORE INSERT ON outbox"
                + " FOR EACH STATEMENT EXECUTE FUNCTION full_disk()");
    awaitDeclined("SQLSTATE 53100");
    assertTrue(bed.health().isAvailable(0));
    bed.tables().run("DROP TRIGGER full_disk ON outbox");

    assertGoesOn();
  }

  private void write() {
    int deposit = 0;
    while (!stopping.get()) {
      deposit++;
      synchronized (shard) {
        shard.begin().deposit(ACCOUNT, 1, "deposit-" + deposit);
        EffectBatch batch = shard.seal();
        CommitOutcome outcome = bed.journal().commit(batch);
        while (outcome instanceof Declined(String cause)) {
          declined.set(cause);
          outcome = bed.journal().commit(batch);
        }
        assertEquals(CommitOutcome.COMMITTED, outcome);
      }
    }
  }

  private void awaitBatches(long count) {
    long goal = batches() + count;
    while (batches() < goal) {
      assertFalse(writer.isDone(), "The writer gave up");
    }
  }

  private long batches() {
    synchronized (shard) {
      return shard.number();
    }
  }

  private void awaitOutage() {
    while (bed.health().isAvailable(0)) {
      assertFalse(writer.isDone(), "The writer gave up");
    }
  }

  private void awaitCause(String cause) {
    while (!cause.equals(bed.health().cause(0))) {
      assertFalse(writer.isDone(), "The writer gave up");
    }
  }

  private void awaitDeclined(String cause) {
    while (!cause.equals(declined.get())) {
      assertFalse(writer.isDone(), "The writer gave up");
    }
  }

  private void assertGoesOn() throws Exception {
    awaitBatches(20);
    stopping.set(true);
    writer.join();
    assertTrue(bed.health().isAvailable(0));
    bed.tables().assertHolds(shard);
  }
}
