package dev.ringfence.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SmallDiskIT {
  private static final String DISK_FULL = "53100";
  private static final String MUCH =
      "INSERT INTO filling SELECT repeat('x', 100) FROM generate_series(1, 2000)";

  @TempDir Path directory;

  @BeforeEach
  void assumePossible() {
    Assumptions.assumeTrue(SmallDisk.isPossible(), "this machine lets nobody mount a disk");
  }

  @Test
  void shouldRefuseWhatDoesNotFitAndGoOnWhenThereIsRoom() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), 256);
        LocalStack stack =
            LocalStack.start(
                LocalStackConfig.persistent(directory.resolve("servers"))
                    .withServices(LocalService.POSTGRES)
                    .withPostgresOn(disk))) {
      Clients.execute(stack.postgres(), "CREATE TABLE filling (text text)");

      disk.fill();
      SQLException refusal =
          assertThrows(SQLException.class, () -> Clients.execute(stack.postgres(), MUCH));

      assertEquals(DISK_FULL, refusal.getSQLState(), refusal.getMessage());
      disk.makeRoom();
      Clients.execute(stack.postgres(), MUCH);
      stack.postgres().kill();
      stack.postgres().restart();
      assertEquals("2000", Clients.query(stack.postgres(), "SELECT count(*) FROM filling"));
    }
  }

  @Test
  void shouldBecomeFullWhenNothingIsOnItYet() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), 16)) {
      Path file = disk.seen().resolve("first");

      disk.fill();

      assertThrows(IOException.class, () -> Files.write(file, new byte[4_096]));
      disk.makeRoom();
      Files.write(file, new byte[1 << 20]);
    }
  }

  @Test
  void shouldBecomeFullWhileSomebodyWrites() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), 1_024)) {
      CompletableFuture<Long> written =
          CompletableFuture.supplyAsync(() -> writeUntilFull(disk.seen().resolve("growing")));

      disk.fill();

      long bytes = written.get(30, TimeUnit.SECONDS);
      assertTrue(bytes < 512L << 20, () -> "it ended at " + bytes + " bytes, of itself");
      disk.makeRoom();
      Files.write(disk.seen().resolve("more"), new byte[1 << 20]);
    }
  }

  /** A page at a time, so that the disk has grown between any look at it and what follows. */
  private static long writeUntilFull(Path file) {
    long bytes = 0;
    try (OutputStream out = Files.newOutputStream(file)) {
      while (true) {
        out.write(new byte[4_096]);
        bytes += 4_096;
        LockSupport.parkNanos(10_000);
      }
    } catch (IOException full) {
      return bytes;
    }
  }
}
