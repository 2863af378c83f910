package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAddressTest {
  private static final String SECRET = "p^ss";
  private static final String WRONG = "redis://:" + SECRET + "@host:6379";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://host",
        "redis://host:6379/2",
        "redis://:p%5Ess@host:6379",
        "rediss://user:password@host:6379?timeout=5s",
        "redis-sentinel://:p%5Ess@one:26379,two:26379/0#master"
      })
  void shouldTakeItWhenTheClientUnderstandsIt(String url) {
    assertEquals(url, RedisAddress.checked(url));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host:6379",
        "http://:p^ss@host",
        "redis://",
        WRONG,
        "redis://:p#ss@host:6379",
        "redis://user:12#ss@host:6379",
        "redis://:p/ss@host:6379",
        "redis://:p?ss@host:6379",
        "redis://:p ss@host:6379",
        "redis://:p%ss@host:6379",
        "redis://host:p^ss"
      })
  void shouldSayHowItMustLookAndNotWhatItIsWhenItIsWrong(String url) {
    ConfigurationException refused =
        assertThrows(ConfigurationException.class, () -> RedisAddress.checked(url));

    assertTrue(refused.getMessage().contains("redis://user:password@host:6379"));
    assertFalse(refused.getMessage().contains("ss@host"), refused.getMessage());
    assertNull(refused.getCause());
  }

  @Test
  void shouldEndWithoutTheSecretWhenServeIsConfiguredWithAWrongUrl(@TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("ringfence.properties");
    Files.writeString(
        file,
        """
        node.name=one
        shards=1
        database.url=jdbc:postgresql://127.0.0.1:1/none
        database.user=nobody
        kafka.bootstrap.servers=127.0.0.1:1
        redis.url=%s
        """
            .formatted(WRONG));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();

    int exitCode =
        Ringfence.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
            .execute("serve", "--config", file.toString(), "--print-config");

    assertEquals(2, exitCode);
    assertEquals("", out.toString());
    assertFalse(err.toString().contains(SECRET), err::toString);
    assertTrue(err.toString().contains("redis://user:password@host:6379"), err::toString);
  }
}
