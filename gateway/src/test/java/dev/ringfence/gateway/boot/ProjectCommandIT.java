package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringfence.journal.Database;
import dev.ringfence.journal.DatabaseConfig;
import dev.ringfence.journal.testing.LogLines;
import dev.ringfence.localstack.testing.Backends;
import dev.ringfence.localstack.testing.PostgresBackend;
import io.lettuce.core.RedisChannelHandler;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ProjectCommandIT {
  /** No other test of this module writes there. */
  private static final String REDIS = Backends.redisUri() + "/6";

  @Test
  void shouldSayWhatItDidAndNothingElse() throws Exception {
    PostgresBackend postgres = Backends.freshDatabase();
    try (Database database =
        Database.open(
            DatabaseConfig.of(postgres.jdbcUrl(), postgres.user(), postgres.password()))) {
      database.migrate();
    }
    StringWriter out = new StringWriter();

    try (LogLines warnings = new LogLines(RedisChannelHandler.class)) {
      int exitCode =
          Ringfence.commandLine(new PrintWriter(out, true), new PrintWriter(out, true))
              .execute("project", "--rebuild", "--redis", REDIS, "--jdbc", postgres.jdbcUrl());

      assertEquals(
          "0 accounts written, 0 of them were ahead of PostgreSQL; 0 keys of no account removed\n",
          out.toString());
      assertEquals(0, exitCode);
      assertEquals("[]", warnings.take());
    }
  }
}
