package dev.ringfence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringfence.localstack.LocalPostgres;
import dev.ringfence.localstack.LocalService;
import dev.ringfence.localstack.LocalStack;
import dev.ringfence.localstack.LocalStackConfig;
import dev.ringfence.localstack.testing.Until;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With a server of its own, whose files it changes. */
class ShardLinkIT {
  @Test
  void shouldWaitForTheDiskWhenTheServerIsToldNotToMeanwhile() throws Exception {
    LocalStackConfig config = LocalStackConfig.ephemeral().withServices(LocalService.POSTGRES);
    try (LocalStack stack = LocalStack.start(config)) {
      LocalPostgres server = stack.postgres();
      DatabaseConfig patient =
          JournalBed.patient(server.jdbcUrl(), server.user(), server.password()).withPoolSize(2);
      try (Database database = Database.open(patient)) {
        database.migrate();
        Connection another = new Tables(patient).connect();
        try (another;
            ShardLink link = ShardLink.open(database)) {
          tellNotToWait(config.directory(), server.pid());

          Until.holds("the server has read it", () -> synchronousCommit(another).equals("off"));
          assertEquals("on", synchronousCommit(link.jdbc()));
        }
        try (ShardLink late = ShardLink.open(database)) {
          assertEquals("on", synchronousCommit(late.jdbc()));
        }
      }
    }
  }

  /** What ALTER SYSTEM and pg_reload_conf() do. */
  private static void tellNotToWait(Path directory, long pid) throws Exception {
    Path file = directory.resolve("postgres").resolve("data").resolve("postgresql.auto.conf");
    Files.writeString(file, "synchronous_commit = off\n");
    assertEquals(0, new ProcessBuilder("kill", "-HUP", String.valueOf(pid)).start().waitFor());
  }

  private static String synchronousCommit(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      List<String> rows = Tables.rows(statement, "SHOW synchronous_commit");
      return rows.getFirst();
    }
  }
}
