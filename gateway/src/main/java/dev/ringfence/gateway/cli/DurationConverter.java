package dev.ringfence.gateway.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads 500ms, 30s, 5m, 2h, 1d, and what ISO 8601 allows (PT1H30M). */
final class DurationConverter implements ITypeConverter<Duration> {
  private static final Pattern SHORT_FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  /** Ten years, as the server takes; far below where sums of times end. */
  private static final Duration LONGEST = Duration.ofDays(3_653);

  static com.google.protobuf.Duration toMessage(Duration duration) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }

  @Override
  public Duration convert(String text) {
    Duration duration = parse(text);
    if (duration.abs().compareTo(LONGEST) > 0) {
      throw new TypeConversionException(
          "'" + text + "' is too long: at most " + LONGEST.toDays() + "d");
    }
    return duration;
  }

  private static Duration parse(String text) {
    Matcher matcher = SHORT_FORM.matcher(text.toLowerCase(Locale.ROOT));
    if (matcher.matches()) {
      long count = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "ms" -> Duration.ofMillis(count);
        case "s" -> Duration.ofSeconds(count);
        case "m" -> Duration.ofMinutes(count);
        case "h" -> Duration.ofHours(count);
        default -> Duration.ofDays(count);
      };
    }
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException notIso) {
      throw new TypeConversionException(
          "'" + text + "' is not a duration such as 500ms, 30s or 2h");
    }
  }
}
