package dev.ringfence.gateway.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The alarms that docs/alerts.yml gives to Prometheus. */
record Alarms(String text) {
  private static final Pattern NAME = Pattern.compile("- alert: (\\w+)");
  private static final Pattern EXPRESSION = Pattern.compile("(?m)^ +expr: (.*)$");

  /** A metric, and the labels that it is asked for with. */
  private static final Pattern SELECTOR = Pattern.compile("(ringfence_\\w+)(\\{[^}]*})?");

  private static final Pattern LABEL = Pattern.compile("\\w+=\"[^\"]*\"");

  /** Shown where there is a certificate or a tape, and from the first time on that it happens. */
  private static final Set<String> NOT_ALWAYS_SHOWN =
      Set.of(
          "ringfence_certificate_remaining_seconds",
          "ringfence_tape_recording",
          "ringfence_ingress_dead_letters_total",
          "ringfence_ingress_lost_total");

  static Alarms read() throws IOException {
    return new Alarms(Files.readString(Path.of("../docs/alerts.yml")));
  }

  List<String> names() {
    return NAME.matcher(text).results().map(found -> found.group(1)).toList();
  }

  /** What is asked for though no such line is on the page of metrics. */
  List<String> missingOn(String metrics) {
    return EXPRESSION
        .matcher(text)
        .results()
        .flatMap(expression -> SELECTOR.matcher(expression.group(1)).results())
        .filter(selector -> !NOT_ALWAYS_SHOWN.contains(selector.group(1)))
        .filter(selector -> metrics.lines().noneMatch(line -> isOf(line, selector)))
        .map(MatchResult::group)
        .toList();
  }

  private static boolean isOf(String line, MatchResult selector) {
    String name = selector.group(1);
    boolean named = line.startsWith(name + '{') || line.startsWith(name + ' ');
    return named
        && (selector.group(2) == null
            || LABEL
                .matcher(selector.group(2))
                .results()
                .map(MatchResult::group)
                .allMatch(line::contains));
  }
}
