package dev.ringfence.gateway.deadletters;

/**
 * Where a dead letter lies; its name for people and scripts.
 *
 * @param topic of dead letters
 */
public record LetterPlace(String topic, int partition, long offset) {
  /**
   * From {@code topic:partition:offset}.
   *
   * @throws IllegalArgumentException if it is not that
   */
  public static LetterPlace parse(String text) {
    int second = text.lastIndexOf(':');
    int first = text.lastIndexOf(':', second - 1);
    try {
      if (first > 0) {
        return new LetterPlace(
            text.substring(0, first),
            Integer.parseInt(text.substring(first + 1, second)),
            Long.parseLong(text.substring(second + 1)));
      }
    } catch (NumberFormatException notANumber) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "A dead letter is named TOPIC:PARTITION:OFFSET, as dlq list shows it, not " + text);
  }

  @Override
  public String toString() {
    return topic + ':' + partition + ':' + offset;
  }
}
