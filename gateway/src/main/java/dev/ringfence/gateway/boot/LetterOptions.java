package dev.ringfence.gateway.boot;

import dev.ringfence.gateway.deadletters.LetterFilter;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which dead letters a tool is about. */
final class LetterOptions {
  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "Only records of this topic, such as trading.fills; may be repeated.")
  private List<String> topics = List.of();

  @Option(
      names = "--reason",
      paramLabel = "REASON",
      description = "Only where the reason begins so, such as RESERVATION_NOT_FOUND.")
  private Optional<String> reason = Optional.empty();

  @Option(names = "--account", paramLabel = "ACCOUNT", description = "Only of this account.")
  private Optional<Long> account = Optional.empty();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only from then on: 2026-11-21T04:00:00Z, or 2h, 30m, 10s ago.")
  private Optional<String> since = Optional.empty();

  @Option(names = "--until", paramLabel = "TIME", description = "Only before then.")
  private Optional<String> until = Optional.empty();

  /** Whether anything but all of them is meant. */
  boolean isNarrowed() {
    return !topics.isEmpty()
        || reason.isPresent()
        || account.isPresent()
        || since.isPresent()
        || until.isPresent();
  }

  LetterFilter filter() {
    return filter(topics);
  }

  /** The same, of these topics where none is named. */
  LetterFilter filterAmong(List<String> usual) {
    return filter(topics.isEmpty() ? usual : topics);
  }

  private LetterFilter filter(List<String> among) {
    try {
      return new LetterFilter(
          among, reason, account, since.map(LetterOptions::time), until.map(LetterOptions::time));
    } catch (IllegalArgumentException wrong) {
      throw new ConfigurationException(wrong.getMessage(), wrong);
    }
  }

  private static Instant time(String text) {
    try {
      return text.contains("T") && text.contains("-")
          ? Instant.parse(text)
          : Instant.now().minus(Duration.parse("PT" + text));
    } catch (DateTimeException unreadable) {
      throw new ConfigurationException(
          text + " is no time: write 2026-11-21T04:00:00Z, or 2h, 30m, 10s for so long ago",
          unreadable);
    }
  }
}
