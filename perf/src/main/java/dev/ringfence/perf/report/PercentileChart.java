package dev.ringfence.perf.report;

import java.util.List;
import org.HdrHistogram.Histogram;

/** Latency over percentiles, both axes logarithmic: each step to the right is a nine more. */
final class PercentileChart {
  private static final double WIDTH = 480;
  private static final double HEIGHT = 300;
  private static final double LEFT = 62;
  private static final double RIGHT = 14;
  private static final double TOP = 12;
  private static final double BOTTOM = 30;
  private static final int POINTS = 240;
  private static final double NANOS_PER_MILLISECOND = 1e6;
  private static final double[] MARKS = {50, 90, 99, 99.9, 99.99, 99.999};

  private final List<Series> series;
  private final List<Histogram> histograms;
  private final double nines;
  private final int lowestDecade;
  private final int highestDecade;

  private PercentileChart(List<Series> series) {
    this.series = series;
    histograms = series.stream().map(Series::latency).toList();
    long most = histograms.stream().mapToLong(Histogram::getTotalCount).max().orElse(1);
    // Beyond this the curve would show single requests.
    nines = Math.clamp(Math.log10((double) Math.max(most, 10)) - 0.7, 2, 5);
    double lowest =
        histograms.stream()
            .filter(h -> h.getTotalCount() > 0)
            .mapToDouble(h -> h.getValueAtPercentile(1))
            .min()
            .orElse(1e6);
    double highest =
        histograms.stream()
            .mapToDouble(h -> h.getValueAtPercentile(percentile(nines)))
            .max()
            .orElse(1e6);
    lowestDecade = (int) Math.floor(Math.log10(Math.max(lowest, 1_000) / NANOS_PER_MILLISECOND));
    highestDecade =
        Math.max(
            lowestDecade + 1,
            (int) Math.ceil(Math.log10(Math.max(highest, 1_000) / NANOS_PER_MILLISECOND)));
  }

  static String draw(List<Series> series) {
    return new PercentileChart(series).draw();
  }

  private String draw() {
    Svg svg = new Svg(WIDTH, HEIGHT, "Latency over percentiles, logarithmic");
    drawGrid(svg);
    for (int i = series.size() - 1; i >= 0; i--) {
      drawCurve(svg, i);
    }
    return svg.end();
  }

  private void drawGrid(Svg svg) {
    for (int decade = lowestDecade; decade <= highestDecade; decade++) {
      double y = y(Math.pow(10, decade));
      svg.line(LEFT, y, WIDTH - RIGHT, y, "grid");
      svg.text(LEFT - 6, y + 4, "end", "tick", decadeLabel(decade));
      for (int part = 2; part < 10 && decade < highestDecade; part++) {
        double minor = y(part * Math.pow(10, decade));
        svg.line(LEFT, minor, WIDTH - RIGHT, minor, "grid minor");
      }
    }
    for (double mark : MARKS) {
      double at = nines(mark);
      if (at <= nines) {
        svg.line(x(at), TOP, x(at), HEIGHT - BOTTOM, "grid");
        svg.text(x(at), HEIGHT - BOTTOM + 17, "middle", "tick", markLabel(mark));
      }
    }
  }

  private void drawCurve(Svg svg, int index) {
    Histogram histogram = histograms.get(index);
    if (histogram.getTotalCount() == 0) {
      return;
    }
    double[] x = new double[POINTS];
    double[] y = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      double at = nines * i / (POINTS - 1);
      x[i] = x(at);
      y[i] = y(millis(histogram, percentile(at)));
    }
    svg.path(x, y, "curve s" + index);
    for (double mark : MARKS) {
      if (nines(mark) <= nines) {
        double millis = millis(histogram, mark);
        svg.dot(
            x(nines(mark)),
            y(millis),
            "dot s" + index,
            "%s, %s: %s"
                .formatted(series.get(index).target(), markLabel(mark), Figures.millis(millis)));
      }
    }
  }

  private double x(double ninesAt) {
    return LEFT + ninesAt / nines * (WIDTH - LEFT - RIGHT);
  }

  private double y(double millis) {
    double share =
        (Math.log10(Math.max(millis, 1e-6)) - lowestDecade) / (highestDecade - lowestDecade);
    return HEIGHT - BOTTOM - Math.clamp(share, 0, 1.02) * (HEIGHT - TOP - BOTTOM);
  }

  private static double millis(Histogram histogram, double percentile) {
    return histogram.getValueAtPercentile(percentile) / NANOS_PER_MILLISECOND;
  }

  private static double percentile(double nines) {
    return 100 * (1 - Math.pow(10, -nines));
  }

  private static double nines(double percentile) {
    return -Math.log10(1 - percentile / 100);
  }

  private static String decadeLabel(int decade) {
    return switch (decade) {
      case 3 -> "1 s";
      case 4 -> "10 s";
      case 5 -> "100 s";
      case -1 -> "0.1 ms";
      case -2 -> "0.01 ms";
      case -3 -> "1 µs";
      default -> Math.round(Math.pow(10, decade)) + " ms";
    };
  }

  private static String markLabel(double mark) {
    return "p" + Double.toString(mark).replaceAll("\\.0$", "");
  }
}
