package dev.ringfence.perf.bench;

import dev.ringfence.perf.report.Stage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the time goes inside a server, as its /metrics tells it: gauges in seconds with the labels
 * {@code stage} and {@code quantile}, over the last seconds. Of several shards the slowest counts.
 */
final class StageTimes {
  private static final Pattern SAMPLE = Pattern.compile("\\w+_seconds\\{([^}]*)} (\\S+)(?: .*)?");
  private static final Pattern STAGE = Pattern.compile("\\bstage=\"([^\"]+)\"");
  private static final Pattern QUANTILE = Pattern.compile("\\bquantile=\"(0\\.5|0\\.99)\"");
  private static final List<String> WAY = List.of("queue", "decide", "commit", "reply", "total");
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private StageTimes() {}

  /** Asks the server; empty where it has no metrics or does not answer. */
  static List<Stage> scrape(String metricsUrl) {
    return parse(page(metricsUrl));
  }

  /** The whole page; empty where there is none or nobody answers. */
  static String page(String metricsUrl) {
    if (metricsUrl == null) {
      return "";
    }
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(metricsUrl)).timeout(LIMIT).build();
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      return response.statusCode() == 200 ? response.body() : "";
    } catch (IOException _) {
      return "";
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  static List<Stage> parse(String metrics) {
    Map<String, double[]> micros = new LinkedHashMap<>();
    for (String line : metrics.lines().toList()) {
      Matcher sample = SAMPLE.matcher(line);
      if (!sample.matches()) {
        continue;
      }
      Matcher stage = STAGE.matcher(sample.group(1));
      Matcher quantile = QUANTILE.matcher(sample.group(1));
      if (stage.find() && quantile.find()) {
        double[] found = micros.computeIfAbsent(stage.group(1), _ -> new double[2]);
        int index = quantile.group(1).equals("0.5") ? 0 : 1;
        found[index] = Math.max(found[index], Double.parseDouble(sample.group(2)) * 1e6);
      }
    }
    List<Stage> stages = new ArrayList<>();
    micros.forEach((name, found) -> stages.add(new Stage(name, found[0], found[1])));
    stages.sort(Comparator.comparingInt(stage -> placeOf(stage.name())));
    return stages;
  }

  /** On a command's way; what the server may add later comes behind. */
  private static int placeOf(String stage) {
    int place = WAY.indexOf(stage);
    return place < 0 ? WAY.size() : place;
  }
}
