package dev.ringfence.gateway.boot;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What alarms and dashboards ask Prometheus for. */
record MetricQueries(List<String> expressions) {
  /** A metric, and the labels that it is asked for with. */
  private static final Pattern SELECTOR =
      Pattern.compile("((?:ringfence|jvm|process)_\\w+)(\\{[^}]*})?");

  private static final Pattern LABEL = Pattern.compile("\\w+=\"[^\"]*\"");

  /** Shown where there is a certificate or a tape, and from the first time on that it happens. */
  private static final Set<String> NOT_ALWAYS_SHOWN =
      Set.of(
          "ringfence_certificate_remaining_seconds",
          "ringfence_tape_recording",
          "ringfence_ingress_dead_letters_total",
          "ringfence_ingress_lost_total");

  static MetricQueries ofDashboard(String json) {
    List<String> expressions = new ArrayList<>();
    for (JsonElement panel :
        JsonParser.parseString(json).getAsJsonObject().getAsJsonArray("panels")) {
      JsonObject fields = panel.getAsJsonObject();
      if (fields.has("targets")) {
        fields
            .getAsJsonArray("targets")
            .forEach(target -> expressions.add(target.getAsJsonObject().get("expr").getAsString()));
      }
    }
    return new MetricQueries(expressions);
  }

  /** What is asked for though no such line is on the page of metrics. */
  List<String> missingOn(String metrics) {
    return expressions.stream()
        .flatMap(expression -> SELECTOR.matcher(expression).results())
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
