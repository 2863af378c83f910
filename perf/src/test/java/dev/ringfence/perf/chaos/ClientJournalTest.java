package dev.ringfence.perf.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringfence.perf.chaos.JournalEntry.Answered;
import dev.ringfence.perf.chaos.JournalEntry.Asked;
import dev.ringfence.perf.chaos.JournalEntry.Failed;
import dev.ringfence.perf.chaos.JournalEntry.GivenUp;
import dev.ringfence.perf.chaos.JournalEntry.Quiet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClientJournalTest {
  private static final List<JournalEntry> ENTRIES =
      List.of(
          new Asked(
              new Ask(5, Purpose.AGAIN, Kind.BUY, "r-5", 42, "order", "ACME", 1, 123_456, 1_000)),
          new Failed(5, false, "UNAVAILABLE"),
          new Answered(5, new Told(true, "", true, 7, 100, 50, 25, 1)),
          new GivenUp(6),
          new Quiet());

  @TempDir private Path folder;

  @Test
  void shouldReadWhatWasWritten() {
    Path path = folder.resolve("journal");
    try (ClientJournal journal = new ClientJournal(path)) {
      ENTRIES.forEach(journal::append);
    }

    assertEquals(ENTRIES, ClientJournal.read(path));
  }

  @Test
  void shouldPassOverALineThatWasCutShort() throws IOException {
    Path path = folder.resolve("journal");
    try (ClientJournal journal = new ClientJournal(path)) {
      journal.append(ENTRIES.getFirst());
    }
    String cut = ENTRIES.get(2).format();
    Files.writeString(path, cut.substring(0, cut.length() - 4), StandardOpenOption.APPEND);

    try (ClientJournal journal = new ClientJournal(path)) {
      journal.append(ENTRIES.get(1));
    }

    assertEquals(List.of(ENTRIES.get(0), ENTRIES.get(1)), ClientJournal.read(path));
  }
}
