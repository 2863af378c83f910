package dev.ringfence.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PostgresAsRootIT {

  private static final Tether NO_NAMESPACES = new Tether(true, true, Tether.PostgresUser.NOBODY);

  @TempDir Path directory;

  @BeforeEach
  void assumeRoot() {
    Assumptions.assumeTrue(FileTree.isOwnedBy(Tether.ROOT_ID, directory), "needs root");
  }

  @Test
  void shouldServeAsNobodyWhenNamespacesAreForbidden() throws Exception {
    LocalStackConfig config = LocalStackConfig.ephemeral();
    LocalPostgres postgres = postgres(config);
    try {
      postgres.start();

      assertEquals("1", Clients.query(postgres, "SELECT 1"));
      assertTrue(FileTree.isOwnedBy(Tether.NOBODY_ID, Path.of("/proc/" + postgres.pid())), "owner");
      postgres.kill();
      postgres.restart();
      assertEquals("1", Clients.query(postgres, "SELECT 1"));
    } finally {
      postgres.retire();
      FileTree.delete(config.directory());
    }
  }

  @Test
  void shouldServeAsNobodyWhenTheUmaskKeepsOthersOutOfATemporaryFolder() throws Exception {
    LocalStackConfig config = LocalStackConfig.ephemeral();
    Files.createDirectory(
        config.directory(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    LocalPostgres postgres = postgres(config);
    try {
      postgres.start();

      assertEquals("1", Clients.query(postgres, "SELECT 1"));
    } finally {
      postgres.retire();
      FileTree.delete(config.directory());
    }
  }

  @Test
  void shouldServeAsRootWhenFolderWasMadeByNobody() throws Exception {
    LocalStackConfig config = LocalStackConfig.ephemeral().withServices(LocalService.POSTGRES);
    LocalPostgres postgres = postgres(config);
    postgres.start();
    postgres.retire();

    try (LocalStack stack = LocalStack.start(config)) {
      assertEquals("1", Clients.query(stack.postgres(), "SELECT 1"));
    }
  }

  @Test
  void shouldNameTheFolderWhenNobodyMayPass() {
    // JUnit's temporary folders are closed to others.
    LocalPostgres postgres = postgres(LocalStackConfig.persistent(directory));

    LocalStackException refusal = assertThrows(LocalStackException.class, postgres::start);

    assertTrue(refusal.getMessage().contains(directory.toString()), refusal.getMessage());
  }

  private static LocalPostgres postgres(LocalStackConfig config) {
    Path cache =
        CacheFolder.choose(
            System.getenv(),
            Path.of(System.getProperty("user.home")),
            EphemeralFolders.PARENT,
            Tether.PostgresUser.NOBODY);
    return new LocalPostgres(
        config, new BinaryCache(cache, ProgressListener.SILENT), NO_NAMESPACES);
  }
}
