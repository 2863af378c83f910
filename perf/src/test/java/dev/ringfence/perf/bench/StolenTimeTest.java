package dev.ringfence.perf.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StolenTimeTest {
  private final List<String> notes = new ArrayList<>();
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void setUp() throws IOException {
    file = folder.resolve("stat");
    write("cpu  100 0 100 800 0 0 0 1000 7 0");
  }

  @Test
  void shouldTellTheShareWhenTheHostGaveTimeToOthers() throws IOException {
    StolenTime stolen = StolenTime.fromNow(file);

    write("cpu  500 0 200 1200 50 0 10 1040 9 0");
    stolen.tell(notes);

    assertEquals(1, notes.size());
    assertTrue(notes.getFirst().contains("4.0 %"), notes::toString);
  }

  @Test
  void shouldSayNothingWhenTheMachineHadItsTime() throws IOException {
    StolenTime stolen = StolenTime.fromNow(file);

    write("cpu  500 0 200 1239 50 0 10 1001 9 0");
    stolen.tell(notes);

    assertEquals(List.of(), notes);
  }

  @Test
  void shouldSayNothingWhereTheSystemDoesNotTell() {
    StolenTime stolen = StolenTime.fromNow(folder.resolve("missing"));

    stolen.tell(notes);

    assertEquals(List.of(), notes);
  }

  private void write(String line) throws IOException {
    Files.writeString(file, line + "\ncpu0 1 2 3 4 5 6 7 8 9 10\n");
  }
}
