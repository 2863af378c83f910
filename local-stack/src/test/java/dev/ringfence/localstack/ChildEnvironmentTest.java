package dev.ringfence.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ChildEnvironmentTest {
  /** As docs/operations.md tells operators to export them. */
  private static final Map<String, String> OPERATORS =
      Map.of(
          "RINGFENCE_KAFKA_BOOTSTRAP_SERVERS", "production:9092",
          "RINGFENCE_REDIS_URL", "redis://production:6379",
          "RINGFENCE_JAVA_OPTS", "-Xmx2g",
          "PATH", "/bin");

  @Test
  void shouldForgetWhatNamesServersOfSomebodyElse() {
    Map<String, String> environment = new HashMap<>(OPERATORS);

    ChildEnvironment.forgetSettings(environment);

    assertEquals(Map.of("RINGFENCE_JAVA_OPTS", "-Xmx2g", "PATH", "/bin"), environment);
  }

  @Test
  void shouldForgetItForWhateverIsTethered() {
    Map<String, String> environment = new HashMap<>(OPERATORS);
    environment.put("PGHOST", "production");
    environment.put("JAVA_TOOL_OPTIONS", "-agentlib:jdwp");

    ChildEnvironment.clean(environment);

    assertEquals(Map.of("RINGFENCE_JAVA_OPTS", "-Xmx2g", "PATH", "/bin"), environment);
  }

  @Test
  void shouldLeaveTheEncodingToProgramsOfJavaAlone() {
    Map<String, String> ofJava = new HashMap<>(Map.of("LC_ALL", "C.UTF-8"));
    Map<String, String> ofOthers = new HashMap<>(ofJava);

    ChildEnvironment.clean(ofJava);
    ChildEnvironment.cleanAndPlain(ofOthers);

    assertEquals(Map.of("LC_ALL", "C.UTF-8"), ofJava);
    assertEquals(Map.of("LC_ALL", "C"), ofOthers);
  }
}
