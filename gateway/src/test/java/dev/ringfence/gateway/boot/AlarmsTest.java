package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class AlarmsTest {
  private static final Pattern EXPLAINED = Pattern.compile("`(Ringfence[A-Z]\\w+)`");

  @Test
  void shouldBeExplainedInTheGuide() throws Exception {
    String guide = Files.readString(Path.of("../docs/operations.md"));

    Set<String> explained =
        EXPLAINED.matcher(guide).results().map(found -> found.group(1)).collect(Collectors.toSet());

    assertEquals(Set.copyOf(Alarms.read().names()), explained);
  }

  @Test
  void shouldMissWhatThePageLacks() {
    Alarms alarms =
        new Alarms(
            """
                  - alert: One
                    expr: ringfence_ready{role="engine"} == 0 or absent(ringfence_raedy)
                  - alert: Other
                    expr: ringfence_ready{role="enigne"} == 0
            """);

    List<String> missing = alarms.queries().missingOn("ringfence_ready{role=\"engine\"} 1.0\n");

    assertEquals(List.of("ringfence_raedy", "ringfence_ready{role=\"enigne\"}"), missing);
  }
}
