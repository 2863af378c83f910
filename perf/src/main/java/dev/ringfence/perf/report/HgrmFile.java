package dev.ringfence.perf.report;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;

/** Writes percentile distributions in milliseconds, for the plotters of HdrHistogram. */
public final class HgrmFile {
  private static final double NANOS_PER_MILLISECOND = 1e6;

  private HgrmFile() {}

  /**
   * One series goes to the file itself; of several, each goes to a file beside it with the names of
   * load and server before the ending.
   */
  public static void write(Report report, Path file) throws IOException {
    boolean single =
        report.comparisons().size() == 1 && report.comparisons().getFirst().series().size() == 1;
    for (Comparison comparison : report.comparisons()) {
      for (Series series : comparison.series()) {
        Path target = single ? file : named(file, comparison.name() + "-" + series.target());
        write(series.latency(), target);
      }
    }
  }

  private static void write(Histogram latency, Path file) throws IOException {
    try (OutputStream stream = Files.newOutputStream(file);
        PrintStream out = new PrintStream(stream, false, StandardCharsets.UTF_8)) {
      latency.outputPercentileDistribution(out, NANOS_PER_MILLISECOND);
    }
  }

  static Path named(Path file, String name) {
    String plain = file.getFileName().toString();
    int dot = plain.lastIndexOf('.');
    String stem = dot > 0 ? plain.substring(0, dot) : plain;
    String ending = dot > 0 ? plain.substring(dot) : ".hgrm";
    return file.resolveSibling(stem + "-" + name + ending);
  }
}
