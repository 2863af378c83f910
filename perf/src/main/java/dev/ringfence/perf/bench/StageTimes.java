package dev.ringfence.perf.bench;

import dev.ringfence.perf.report.Stage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sums of time and counts by stage, as a server's /metrics tells them: every histogram or summary
 * in seconds with a label {@code stage}.
 */
final class StageTimes {
  private static final Pattern SAMPLE =
      Pattern.compile("\\w*_seconds_(sum|count)\\{[^}]*\\bstage=\"([^\"]+)\"[^}]*} (\\S+)(?: .*)?");
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final Map<String, double[]> sumAndCount = new LinkedHashMap<>();

  private StageTimes() {}

  /** Asks the server; empty where it has no metrics or does not answer. */
  static StageTimes scrape(String metricsUrl) {
    if (metricsUrl == null) {
      return new StageTimes();
    }
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(metricsUrl)).timeout(LIMIT).build();
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      return response.statusCode() == 200 ? parse(response.body()) : new StageTimes();
    } catch (IOException _) {
      return new StageTimes();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new StageTimes();
    }
  }

  static StageTimes parse(String metrics) {
    StageTimes times = new StageTimes();
    metrics
        .lines()
        .map(SAMPLE::matcher)
        .filter(Matcher::matches)
        .forEach(
            sample ->
                times.sumAndCount
                        .computeIfAbsent(sample.group(2), _ -> new double[2])
                        [sample.group(1).equals("sum") ? 0 : 1] +=
                    Double.parseDouble(sample.group(3)));
    return times;
  }

  /** The mean of each stage between an earlier look and this one. */
  List<Stage> since(StageTimes earlier) {
    List<Stage> stages = new ArrayList<>();
    sumAndCount.forEach(
        (name, now) -> {
          double[] before = earlier.sumAndCount.getOrDefault(name, new double[2]);
          double count = now[1] - before[1];
          if (count > 0) {
            stages.add(new Stage(name, (now[0] - before[0]) / count * 1e6, Math.round(count)));
          }
        });
    return stages;
  }
}
