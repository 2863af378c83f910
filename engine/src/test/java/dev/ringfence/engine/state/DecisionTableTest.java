package dev.ringfence.engine.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandType;
import dev.ringfence.engine.domain.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class DecisionTableTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "outcomes.md");
  private static final String BEGIN = "<!-- The rest is written by DecisionTableTest. -->\n";

  @TestFactory
  Stream<DynamicTest> shouldDecideAsTheTableSays() {
    return DecisionTable.rows().stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.type() + " " + row.reason() + ": " + row.when(), () -> check(row)));
  }

  private static void check(DecisionTable.Row row) {
    Cell cell = DecisionTable.stage();
    long before = cell.state().stateHash();
    int effects = cell.log().size();

    Answer answer = cell.run(row.command());

    assertEquals(row.reason(), answer.reason());
    assertEquals(row.reason() == Reason.NONE, answer.accepted());
    boolean changes = row.reason() == Reason.NONE && !row.type().isRead();
    assertEquals(changes ? effects + 1 : effects, cell.log().size());
    assertEquals(changes, before != cell.state().stateHash());
    if (changes) {
      cell.rollBack(1);
      assertEquals(before, cell.state().stateHash());
    }
  }

  @Test
  void shouldHaveARowForEveryCommandAndReason() {
    Set<CommandType> types = EnumSet.allOf(CommandType.class);
    Set<Reason> reasons = EnumSet.allOf(Reason.class);
    // The journal gives it, not the ladder: see GroupCommitTest.
    reasons.remove(Reason.REFUSED_BY_STORE);
    for (DecisionTable.Row row : DecisionTable.rows()) {
      Command command = new Command();
      row.command().write(command);
      assertEquals(row.type(), command.type());
      types.remove(row.type());
      reasons.remove(row.reason());
    }

    assertEquals(Set.of(), types);
    assertEquals(Set.of(), reasons);
  }

  /** {@code -Dringfence.docs.write=true} writes what it wants to see. */
  @Test
  void shouldBeWhatTheDocumentSays() throws IOException {
    String document = Files.readString(DOCUMENT);
    int end = document.indexOf(BEGIN) + BEGIN.length();
    String expected = document.substring(0, end) + ladders();
    if (Boolean.getBoolean("ringfence.docs.write")) {
      Files.writeString(DOCUMENT, expected);
    }

    assertEquals(expected, Files.readString(DOCUMENT));
  }

  @Test
  void shouldExplainEveryReasonInTheDocument() throws IOException {
    String document = Files.readString(DOCUMENT);

    for (Reason reason : Reason.values()) {
      String row =
          reason == Reason.NONE ? "| 0 | " : "| " + reason.code() + " | `" + reason + "` |";
      assertEquals(true, document.contains(row), row);
    }
  }

  private static String ladders() {
    StringBuilder text = new StringBuilder();
    for (CommandType type : CommandType.values()) {
      text.append("\n### ").append(type).append("\n\n| | answer | when |\n|---|---|---|\n");
      Set<String> lines = new LinkedHashSet<>();
      for (DecisionTable.Row row : DecisionTable.rows()) {
        if (row.type() == type) {
          String answer = row.reason() == Reason.NONE ? "accepted" : "`" + row.reason() + "`";
          lines.add(answer + " | " + row.when() + " |");
        }
      }
      int number = 1;
      for (String line : lines) {
        text.append("| ").append(number).append(" | ").append(line).append('\n');
        number++;
      }
    }
    return text.toString();
  }
}
