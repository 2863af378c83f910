package dev.ringfence.perf.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What it was measured on, in words, in the order to show them. */
public record Machine(Map<String, String> facts) {

  public Machine {
    facts = new LinkedHashMap<>(facts);
  }

  /** This machine, now. */
  public static Machine here() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Processor", processor());
    facts.put("Cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
    facts.put("Memory", memory());
    facts.put("System", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("Java", System.getProperty("java.vendor") + " " + System.getProperty("java.version"));
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    facts.put("Load before the bench", load < 0 ? "unknown" : "%.1f".formatted(load));
    return new Machine(facts);
  }

  /** Whether other work kept the machine busy when the bench began. */
  public boolean wasBusy() {
    try {
      return Double.parseDouble(facts.getOrDefault("Load before the bench", "0"))
          > Double.parseDouble(facts.getOrDefault("Cores", "1")) / 2;
    } catch (NumberFormatException _) {
      return false;
    }
  }

  private static String processor() {
    return valueIn(Path.of("/proc/cpuinfo"), "model name", System.getProperty("os.arch"));
  }

  private static String memory() {
    String kilobytes = valueIn(Path.of("/proc/meminfo"), "MemTotal", "");
    return kilobytes.isEmpty()
        ? "unknown"
        : "%.1f GB".formatted(Long.parseLong(kilobytes.replace(" kB", "")) / 1048576.0);
  }

  private static String valueIn(Path file, String key, String otherwise) {
    try {
      for (String line : Files.readAllLines(file)) {
        int colon = line.indexOf(':');
        if (colon > 0 && line.substring(0, colon).strip().equals(key)) {
          return line.substring(colon + 1).strip();
        }
      }
    } catch (IOException _) {
      // Not Linux: the fact is left out.
    }
    return otherwise;
  }
}
