package dev.ringfence.gateway.deadletters;

import dev.ringfence.journal.relay.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which dead letters are meant.
 *
 * @param topics of the records, not of the letters; empty: all of them
 * @param reason how the reason begins, whatever the case
 * @param accountId whose
 * @param since from then on
 * @param until before then
 */
public record LetterFilter(
    List<String> topics,
    Optional<String> reason,
    Optional<Long> accountId,
    Optional<Instant> since,
    Optional<Instant> until) {
  /**
   * Topics whose letters wait for something to be mended. An event of an account is none: sent
   * again it would come behind newer ones of its account, which consumers are promised not to see.
   */
  public static final List<String> INGRESS =
      List.of(Topics.FILLS, Topics.DEPOSITS, Topics.WITHDRAWALS);

  /** Topics that have dead letters. */
  public static final List<String> TOPICS =
      Stream.concat(INGRESS.stream(), Stream.of(Topics.ACCOUNT_EVENTS)).toList();

  public LetterFilter {
    topics = topics.isEmpty() ? TOPICS : List.copyOf(topics);
    for (String topic : topics) {
      if (!TOPICS.contains(topic)) {
        throw new IllegalArgumentException(
            "There are no dead letters of " + topic + ", but of " + String.join(", ", TOPICS));
      }
    }
  }

  public boolean matches(DeadLetter letter) {
    return reason.map(start -> begins(letter.reason(), start)).orElse(true)
        && accountId.map(id -> id == letter.accountId()).orElse(true)
        && since.map(start -> !letter.time().isBefore(start)).orElse(true)
        && until.map(end -> letter.time().isBefore(end)).orElse(true);
  }

  private static boolean begins(String text, String start) {
    return text.toUpperCase(Locale.ROOT).startsWith(start.toUpperCase(Locale.ROOT));
  }
}
