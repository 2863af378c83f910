package dev.ringfence.gateway.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Rows under a header, aligned; columns of numbers stand at the right. */
public final class Table {
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9.]*");
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  public Table(String... header) {
    rows.add(List.of(header));
  }

  public Table row(Object... cells) {
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(cell.toString());
    }
    rows.add(row);
    return this;
  }

  boolean isEmpty() {
    return rows.size() == 1;
  }

  public void print(PrintWriter out) {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    boolean[] numeric = new boolean[columns];
    for (int column = 0; column < columns; column++) {
      numeric[column] = true;
      for (int index = 0; index < rows.size(); index++) {
        String cell = rows.get(index).get(column);
        widths[column] = Math.max(widths[column], cell.length());
        numeric[column] &= index == 0 || NUMBER.matcher(cell).matches();
      }
    }
    for (List<String> row : rows) {
      out.println(line(row, widths, numeric));
    }
  }

  private static String line(List<String> row, int[] widths, boolean[] numeric) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String cell = row.get(column);
      String padding = " ".repeat(widths[column] - cell.length());
      line.append(column == 0 ? "" : GAP).append(numeric[column] ? padding + cell : cell + padding);
    }
    return line.toString().stripTrailing();
  }
}
