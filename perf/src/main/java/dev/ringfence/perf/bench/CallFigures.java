package dev.ringfence.perf.bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server's own metrics say of the last 10 to 20 seconds, in milliseconds; NaN where it does
 * not tell.
 *
 * @param refusalP50 from reading a call's headers until its refusal was written
 * @param refusalP99 the same
 * @param loopWaitP99 how long what was due waited for its event loop
 */
record CallFigures(double refusalP50, double refusalP99, double loopWaitP99) {
  static CallFigures scrape(String metricsUrl) {
    return parse(StageTimes.page(metricsUrl));
  }

  static CallFigures parse(String metrics) {
    return new CallFigures(
        millis(metrics, "ringfence_refusal_seconds", "0.5"),
        millis(metrics, "ringfence_refusal_seconds", "0.99"),
        millis(metrics, "ringfence_loop_wait_seconds", "0.99"));
  }

  private static double millis(String metrics, String name, String quantile) {
    Matcher sample =
        Pattern.compile(
                "(?m)^" + name + "\\{quantile=\"" + Pattern.quote(quantile) + "\"\\} (\\S+)")
            .matcher(metrics);
    return sample.find() ? Double.parseDouble(sample.group(1)) * 1e3 : Double.NaN;
  }
}
