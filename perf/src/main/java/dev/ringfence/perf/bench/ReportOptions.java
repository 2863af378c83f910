package dev.ringfence.perf.bench;

import dev.ringfence.perf.report.HgrmFile;
import dev.ringfence.perf.report.HtmlReport;
import dev.ringfence.perf.report.JsonReport;
import dev.ringfence.perf.report.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the results go, besides the terminal. */
final class ReportOptions {
  @Option(names = "--json", paramLabel = "FILE", description = "Write all figures as JSON.")
  private Path json;

  @Option(
      names = "--hgrm",
      paramLabel = "FILE",
      description = "Write percentile distributions, for the plotters of HdrHistogram.")
  private Path hgrm;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Write a page with plots (index.html), the JSON and the .hgrm files.")
  private Path folder;

  void write(Report report) {
    try {
      if (json != null) {
        Files.writeString(withFolder(json), JsonReport.of(report));
      }
      if (hgrm != null) {
        HgrmFile.write(report, withFolder(hgrm));
      }
      if (folder != null) {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("index.html"), HtmlReport.of(report));
        Files.writeString(folder.resolve("bench.json"), JsonReport.of(report));
        HgrmFile.write(report, folder.resolve("latency.hgrm"));
        System.out.println("The page is " + folder.resolve("index.html").toUri());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the report cannot be written: " + e.getMessage(), e);
    }
  }

  private static Path withFolder(Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    return file;
  }
}
