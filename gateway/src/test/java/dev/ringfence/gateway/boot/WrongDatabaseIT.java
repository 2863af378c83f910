package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.localstack.proxy.FaultProxy;
import dev.ringfence.localstack.testing.Backends;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an operator reads whose database is not there, or does not let him in: one line. */
@Timeout(120)
final class WrongDatabaseIT {
  private static final String ABSENT = "is_not_there";

  private final String good = Backends.freshDatabase().jdbcUrl();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @Test
  void shouldEndServeWithOneLineWhenTheDatabaseDoesNotExist() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("ringfence.properties"),
            """
            node.name=wrong
            shards=1
            database.url=%s
            database.user=postgres
            grpc.port=0
            http.port=0
            """
                .formatted(absent()));

    assertEquals(3, run("serve", "--insecure", "--config", config.toString()));

    assertOneLine("There is no such database at jdbc:postgresql://");
  }

  @Test
  void shouldSayThatADatabaseDoesNotExistWhenAToolAsksForIt() {
    assertEquals(2, run("verify", "--jdbc", absent()));
    assertOneLine("There is no such database at jdbc:postgresql://");

    assertEquals(2, run("project", "--rebuild", "--redis", redis(), "--jdbc", absent()));
    assertOneLine("There is no such database at jdbc:postgresql://");
  }

  @Test
  void shouldSayThatAUserIsNotLetIn() {
    String stranger = good.replaceFirst("\\?.*", "") + "?user=nobody_knows_him";

    assertEquals(2, run("verify", "--jdbc", stranger));

    assertOneLine("does not let this user in");
  }

  @Test
  void shouldSayThatADatabaseIsNotOurs() {
    assertEquals(2, run("verify", "--jdbc", good));

    assertOneLine("has no tables of Ringfence");
  }

  @Test
  void shouldSayThatAServerCannotBeReached() throws IOException {
    URI server = URI.create(good.substring("jdbc:".length()));
    try (FaultProxy link = new FaultProxy(server.getHost(), server.getPort())) {
      link.refuse(true);
      String place = "jdbc:postgresql://127.0.0.1:" + link.port() + "/any";

      assertEquals(3, run("verify", "--jdbc", place + "?user=a"));

      assertOneLine("The database at " + place + " can't be reached: ");
    }
  }

  private String absent() {
    return good.replaceFirst("/test_\\w+", "/" + ABSENT);
  }

  private static String redis() {
    return Backends.redisUri();
  }

  private void assertOneLine(String words) {
    String said = err.toString();
    assertTrue(said.contains(words), said);
    assertEquals(1, said.lines().count(), said);
  }

  private int run(String... arguments) {
    err.getBuffer().setLength(0);
    return Ringfence.commandLine(
            new PrintWriter(new StringWriter(), true), new PrintWriter(err, true))
        .execute(arguments);
  }
}
