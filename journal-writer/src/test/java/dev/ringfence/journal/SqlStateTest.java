package dev.ringfence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class SqlStateTest {
  private static final Pattern CODE = Pattern.compile("\\b\\d{2}[0-9P]\\d{2}\\b");

  @Test
  void shouldBeInThePageWhereItDeclines() throws Exception {
    String row =
        Files.readAllLines(Path.of("README.md")).stream()
            .filter(line -> line.contains("| `Declined`"))
            .findFirst()
            .orElseThrow();

    Set<String> explained =
        CODE.matcher(row).results().map(found -> found.group()).collect(Collectors.toSet());

    assertEquals(SqlState.DECLINING, explained);
  }
}
