package dev.ringfence.perf.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.perf.baseline.BaselineVariant;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class BaselineProcessTest {
  private static final Pattern SERVER_OPTIONS =
      Pattern.compile("^(?:server_)?options=\\(([^)]*)\\)", Pattern.MULTILINE);

  /** Whatever makes the engine faster is the baseline's as well. */
  @Test
  void shouldGiveTheBaselineTheOptionsOfTheLauncher() throws Exception {
    List<String> command = BaselineProcess.command(BaselineVariant.TEXTBOOK, Map.of());

    Matcher options = SERVER_OPTIONS.matcher(Files.readString(DevProcess.launcher()));
    int found = 0;
    while (options.find()) {
      for (String option : options.group(1).strip().split("\\s+", -1)) {
        assertTrue(command.contains(option), () -> option + " is not in " + command);
        found++;
      }
    }
    assertTrue(found >= 7, "the launcher's options were not found");
  }

  @Test
  void shouldGiveTheBaselineTheOptionsOfTheOperator() {
    List<String> command =
        BaselineProcess.command(
            BaselineVariant.SINGLE, Map.of("RINGFENCE_JAVA_OPTS", " -Xmx2g  -XX:+UseSerialGC"));

    int own = command.indexOf("-Xmx512m");
    // The last one of a kind counts.
    assertEquals(List.of("-Xmx2g", "-XX:+UseSerialGC", "-cp"), command.subList(own + 1, own + 4));
    assertEquals("single", command.getLast());
  }
}
