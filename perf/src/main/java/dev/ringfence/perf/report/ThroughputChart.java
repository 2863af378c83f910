package dev.ringfence.perf.report;

import java.util.Arrays;
import java.util.List;

/** Answers a second over the time of a round. */
final class ThroughputChart {
  private static final double WIDTH = 480;
  private static final double HEIGHT = 220;
  private static final double LEFT = 62;
  private static final double RIGHT = 14;
  private static final double TOP = 12;
  private static final double BOTTOM = 30;
  private static final int MOST_POINTS = 60;

  private ThroughputChart() {}

  static String draw(List<Series> series) {
    Svg svg = new Svg(WIDTH, HEIGHT, "Answers a second over time");
    List<double[]> curves = series.stream().map(one -> smooth(one.timeline())).toList();
    double most = curves.stream().flatMapToDouble(Arrays::stream).max().orElse(1);
    double step = niceStep(most);
    double top = Math.ceil(Math.max(most, 1) / step) * step;
    double seconds = series.getFirst().rounds().getFirst().seconds();
    for (double value = 0; value <= top + step / 2; value += step) {
      double y = y(value, top);
      svg.line(LEFT, y, WIDTH - RIGHT, y, "grid");
      svg.text(LEFT - 6, y + 4, "end", "tick", label(value));
    }
    for (int i = 0; i <= 4; i++) {
      double x = LEFT + (WIDTH - LEFT - RIGHT) * i / 4;
      svg.text(
          x,
          HEIGHT - BOTTOM + 17,
          i == 4 ? "end" : "middle",
          "tick",
          Figures.format("%.1f s", seconds * i / 4));
    }
    for (int i = curves.size() - 1; i >= 0; i--) {
      drawCurve(svg, curves.get(i), top, "curve s" + i);
    }
    return svg.end();
  }

  private static void drawCurve(Svg svg, double[] values, double top, String style) {
    double[] x = new double[values.length];
    double[] y = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      x[i] = LEFT + (WIDTH - LEFT - RIGHT) * (i + 0.5) / values.length;
      y[i] = y(values[i], top);
    }
    svg.path(x, y, style);
  }

  /** Joins buckets, so that a long round does not become a fence. */
  private static double[] smooth(double[] values) {
    int width = Math.max(1, Math.ceilDiv(values.length, MOST_POINTS));
    double[] joined = new double[Math.ceilDiv(values.length, width)];
    for (int i = 0; i < joined.length; i++) {
      int end = Math.min(values.length, (i + 1) * width);
      joined[i] = Arrays.stream(values, i * width, end).average().orElse(0);
    }
    return joined;
  }

  private static double y(double value, double top) {
    return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM);
  }

  static double niceStep(double most) {
    double raw = Math.max(most, 1) / 4;
    double decade = Math.pow(10, Math.floor(Math.log10(raw)));
    double share = raw / decade;
    return decade * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
  }

  private static String label(double value) {
    return value >= 1_000 ? Figures.format("%,.0f", value) : Figures.format("%.0f", value);
  }
}
