package dev.ringfence.perf.report;

import java.util.ArrayList;
import java.util.List;

/** The report for a terminal. */
public final class TextReport {
  private TextReport() {}

  /** The table, line by line, then what is to be known about it. */
  public static String of(Report report) {
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("figure", "goal", "measured"));
    List<String> rivals =
        report.lines().stream()
            .flatMap(line -> line.rivals().stream())
            .map(Line.Rival::target)
            .distinct()
            .toList();
    rivals.forEach(rival -> head.addAll(List.of(rival, "ratio")));
    head.add("");
    rows.add(head);
    for (Line line : report.lines()) {
      List<String> row = new ArrayList<>(List.of(line.figure(), line.goal(), line.measured()));
      for (String name : rivals) {
        Line.Rival rival =
            line.rivals().stream().filter(one -> one.target().equals(name)).findAny().orElse(null);
        row.add(rival == null ? "" : rival.measured());
        row.add(rival == null ? "" : Figures.times(rival.times()));
      }
      row.add(line.verdict().words());
      rows.add(row);
    }
    StringBuilder text = new StringBuilder();
    appendAligned(text, rows);
    text.append('\n');
    report.checks().forEach(check -> text.append(check.words()).append('\n'));
    report.notes().forEach(note -> text.append("Note: ").append(note).append('\n'));
    return text.toString();
  }

  private static void appendAligned(StringBuilder text, List<List<String>> rows) {
    int columns = rows.getFirst().size();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < columns; column++) {
        int at = column;
        int width = rows.stream().mapToInt(other -> other.get(at).length()).max().orElse(0);
        String cell = row.get(column);
        line.append(cell).repeat(' ', width - cell.length() + 2);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
  }
}
