package dev.ringfence.journal;

import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * How soon PostgreSQL gives up a session whose host is gone without a word: a machine that lost its
 * power, a cable. By its own settings it finds out after two hours, and until then the session
 * keeps its locks; with these after eleven seconds. Where PostgreSQL's machine lacks one of them,
 * and over a socket of its own machine, the session goes on without it.
 */
final class HostWatch {
  private static final Map<String, Integer> SETTINGS =
      new TreeMap<>(
          Map.of(
              "tcp_keepalives_idle", 5,
              "tcp_keepalives_interval", 2,
              "tcp_keepalives_count", 3,
              // In milliseconds. Keepalives stay silent while anything sent is not acknowledged.
              "tcp_user_timeout", 10_000));

  private HostWatch() {}

  /**
   * What a session says first, in one round trip; null if there is nothing to say. Not as {@code
   * options} of the start: servers in between refuse those, and the URL may have some. What the URL
   * sets there itself, it knows best.
   */
  static String sql(String jdbcUrl) {
    Properties url = Driver.parseURL(jdbcUrl, new Properties());
    String own = url == null ? null : PGProperty.OPTIONS.getOrDefault(url);
    String statements =
        SETTINGS.entrySet().stream()
            .filter(setting -> own == null || !own.contains(setting.getKey()))
            .map(setting -> "SET " + setting.getKey() + " = " + setting.getValue())
            .collect(Collectors.joining("; "));
    return statements.isEmpty() ? null : statements;
  }
}
