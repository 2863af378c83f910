package dev.ringfence.gateway.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The alarms that docs/alerts.yml gives to Prometheus. */
record Alarms(String text) {
  private static final Pattern NAME = Pattern.compile("- alert: (\\w+)");
  private static final Pattern EXPRESSION = Pattern.compile("(?m)^ +expr: (.*)$");

  static Alarms read() throws IOException {
    return new Alarms(Files.readString(Path.of("../docs/alerts.yml")));
  }

  List<String> names() {
    return NAME.matcher(text).results().map(found -> found.group(1)).toList();
  }

  MetricQueries queries() {
    return new MetricQueries(
        EXPRESSION.matcher(text).results().map(found -> found.group(1)).toList());
  }
}
