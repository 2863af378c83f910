package dev.ringfence.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformTest {

  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, postgres-linux-x86_64.txz, redis-server-7-linux-amd64",
    "Linux, aarch64, postgres-linux-arm_64.txz, redis-server-7-linux-arm64",
    "Mac OS X, x86_64, postgres-darwin-x86_64.txz, redis-server-7-darwin-amd64",
    "Mac OS X, aarch64, postgres-darwin-arm_64.txz, redis-server-7-darwin-arm64"
  })
  void shouldNameProgramsWhenPlatformIsKnown(
      String osName, String osArch, String postgres, String redis) {
    Platform platform = Platform.of(osName, osArch);

    assertEquals(postgres, platform.postgresArchive());
    assertEquals(redis, platform.redisProgram("7"));
  }

  @Test
  void shouldSayWhatIsPossibleWhenPlatformIsUnknown() {
    LocalStackException refusal =
        assertThrows(LocalStackException.class, () -> Platform.of("Windows 11", "amd64"));

    assertTrue(refusal.getMessage().contains("Windows 11"), refusal.getMessage());
    assertThrows(LocalStackException.class, () -> Platform.of("Linux", "s390x"));
  }

  @Test
  void shouldHaveProgramsOnClassPathWhenBuiltHere() {
    String archive = "/" + Platform.current().postgresArchive();

    assertNotNull(PlatformTest.class.getResource(archive), archive);
  }
}
