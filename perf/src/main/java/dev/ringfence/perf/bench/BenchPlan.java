package dev.ringfence.perf.bench;

import dev.ringfence.gateway.cli.HostAndPort;
import java.time.Duration;
import java.util.List;

/**
 * What a bench is to do.
 *
 * @param address host:port of a server that runs already; null for a local stack of its own
 * @param jdbcUrl its PostgreSQL; null where it is not known
 * @param kafka its Kafka; null where it is not known
 * @param againstBaseline whether the baseline is asked in turn
 * @param wholeTable whether all lines of the goals' table are measured, also those that need no
 *     load
 * @param tailDuration of a round at a rate that is planned, whose tail is judged
 */
record BenchPlan(
    String address,
    String jdbcUrl,
    String kafka,
    boolean againstBaseline,
    boolean wholeTable,
    List<Scenario> scenarios,
    LoadSettings settings,
    Duration tailDuration,
    String command) {

  BenchPlan {
    scenarios = List.copyOf(scenarios);
    if (againstBaseline && address != null && jdbcUrl == null) {
      throw new IllegalArgumentException(
          "--vs-baseline with --target needs --jdbc, the PostgreSQL of that server: the baseline"
              + " makes its tables there, in schemas of its own.");
    }
    if (address != null) {
      requireAddress("--target", address);
    }
    if (kafka != null) {
      List.of(kafka.split(",", -1)).forEach(broker -> requireAddress("--kafka", broker));
    }
    boolean ingress = scenarios.stream().anyMatch(scenario -> scenario.mix() == Mix.INGRESS);
    if (ingress && againstBaseline) {
      throw new IllegalArgumentException("The baseline reads no payments from Kafka");
    }
    if (ingress && address != null && kafka == null) {
      throw new IllegalArgumentException("--mix ingress with --target needs --kafka");
    }
    if (kafka != null && address == null) {
      throw new IllegalArgumentException("--kafka belongs to a --target");
    }
    if (jdbcUrl != null && address == null) {
      throw new IllegalArgumentException("--jdbc belongs to a --target");
    }
  }

  private static void requireAddress(String option, String text) {
    if (!HostAndPort.isValid(text)) {
      throw new IllegalArgumentException("%s must be HOST:PORT, not '%s'".formatted(option, text));
    }
  }

  /** Of each round of a load. */
  Duration durationOf(Scenario scenario) {
    return scenario.isOpenLoop() ? tailDuration : settings.duration();
  }

  boolean hasOwnStack() {
    return address == null;
  }
}
