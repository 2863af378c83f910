package dev.ringfence.gateway.http;

import java.util.List;

/**
 * How the process is.
 *
 * @param live false when only a restart helps
 * @param ready true when commands are taken
 * @param checks what it is made of, for people
 */
public record HealthReport(boolean live, boolean ready, List<Check> checks) {
  public HealthReport {
    checks = List.copyOf(checks);
  }

  /**
   * One part.
   *
   * @param name what was looked at, "shard 0" for example
   * @param good whether it is as it should be
   * @param detail how it is, in a few words
   */
  public record Check(String name, boolean good, String detail) {}
}
