package dev.ringfence.perf.report;

import java.util.List;

/**
 * One line of the table that a reader looks at first.
 *
 * @param figure what was measured
 * @param goal what it must reach; empty where nothing is asked
 * @param measured the figure
 * @param rivals the same figure of the others
 */
public record Line(
    String figure, String goal, String measured, List<Rival> rivals, Verdict verdict) {

  public Line {
    rivals = List.copyOf(rivals);
  }

  /**
   * The same figure of another server.
   *
   * @param measured the rival's figure
   * @param times how many times better the first one is
   */
  public record Rival(String target, String measured, double times) {}
}
