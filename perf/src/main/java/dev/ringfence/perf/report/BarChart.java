package dev.ringfence.perf.report;

import java.util.List;

/** Horizontal bars with their values beside them, longest first reading wins. */
final class BarChart {
  private static final double WIDTH = 480;
  private static final double ROW = 34;
  private static final double LABEL = 132;
  private static final double VALUE = 92;

  private BarChart() {}

  /** One bar: its length, and the words beside it. */
  record Bar(String label, double value, String words, String style) {
    /** What is no number has none. */
    double length() {
      return Double.isFinite(value) ? value : 0;
    }
  }

  static String draw(List<Bar> bars, String description) {
    Svg svg = new Svg(WIDTH, ROW * bars.size() + 6, description);
    double most = bars.stream().mapToDouble(Bar::length).max().orElse(1);
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      double y = 4 + i * ROW;
      double width = most <= 0 ? 0 : bar.length() / most * (WIDTH - LABEL - VALUE);
      svg.text(LABEL - 8, y + 18, "end", "label", bar.label());
      svg.bar(LABEL, y + 3, Math.max(width, 1.5), ROW - 12, "bar " + bar.style(), bar.words());
      svg.text(LABEL + Math.max(width, 1.5) + 8, y + 18, "start", "value", bar.words());
    }
    return svg.end();
  }
}
