package dev.ringfence.perf.bench;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long payments took from the broker's time stamp until they were durable, as the server's
 * /metrics counts them in buckets; between two bounds it is taken to be even.
 */
record IngressTimes(SortedMap<Double, Double> countsBySeconds) {
  private static final Pattern BUCKET =
      Pattern.compile(
          "ringfence_ingress_record_seconds_bucket\\{([^}]*)le=\"([^\"]+)\"[^}]*} (\\S+)");

  static IngressTimes parse(String metrics) {
    SortedMap<Double, Double> counts = new TreeMap<>();
    for (String line : metrics.lines().toList()) {
      Matcher bucket = BUCKET.matcher(line);
      if (bucket.find()) {
        double seconds =
            bucket.group(2).equals("+Inf")
                ? Double.POSITIVE_INFINITY
                : Double.parseDouble(bucket.group(2));
        counts.merge(seconds, Double.parseDouble(bucket.group(3)), Double::sum);
      }
    }
    return new IngressTimes(counts);
  }

  /** What came after an earlier look. */
  IngressTimes since(IngressTimes before) {
    SortedMap<Double, Double> counts = new TreeMap<>();
    countsBySeconds.forEach(
        (seconds, count) ->
            counts.put(seconds, count - before.countsBySeconds.getOrDefault(seconds, 0.0)));
    return new IngressTimes(counts);
  }

  long count() {
    return countsBySeconds.isEmpty()
        ? 0
        : Math.round(countsBySeconds.get(countsBySeconds.lastKey()));
  }

  /** Not a number where nothing was counted. */
  double millis(double percentile) {
    double wanted = count() * percentile / 100;
    double lower = 0;
    double below = 0;
    for (var bucket : countsBySeconds.entrySet()) {
      if (count() > 0 && bucket.getValue() >= wanted) {
        double share = (wanted - below) / (bucket.getValue() - below);
        return 1_000 * (lower + share * (bucket.getKey() - lower));
      }
      lower = bucket.getKey();
      below = bucket.getValue();
    }
    return Double.NaN;
  }
}
