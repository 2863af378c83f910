package dev.ringfence.perf.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a Java process holds just now.
 *
 * @param heapMegabytes of its heap, after a full collection; 0 where nobody can tell
 * @param residentMegabytes of the machine's memory; 0 where the system does not tell
 */
record ServerMemory(long heapMegabytes, long residentMegabytes) {
  private static final Pattern USED = Pattern.compile("\\bused (\\d+)K");

  static ServerMemory of(long processId) {
    ask(processId, "GC.run");
    return new ServerMemory(used(ask(processId, "GC.heap_info")), resident(processId));
  }

  /** Whether the heap could be looked at. */
  boolean isKnown() {
    return heapMegabytes > 0;
  }

  private static long used(String heapInfo) {
    Matcher used = USED.matcher(heapInfo);
    return used.find() ? Long.parseLong(used.group(1)) / 1_024 : 0;
  }

  private static String ask(long processId, String what) {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    try {
      Process process =
          new ProcessBuilder(jcmd, Long.toString(processId), what)
              .redirectErrorStream(true)
              .start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException noJdk) {
      return "";
    }
  }

  private static long resident(long processId) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + processId + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_024)
          .findFirst()
          .orElse(0);
    } catch (IOException notLinux) {
      return 0;
    }
  }
}
