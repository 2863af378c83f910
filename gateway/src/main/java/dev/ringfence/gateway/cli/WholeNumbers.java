package dev.ringfence.gateway.cli;

import java.util.function.Function;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Reads numbers; what is none is told so in words that know nothing of Java's types. */
public final class WholeNumbers {
  private static final Pattern DIGITS = Pattern.compile("[+-]?\\d+");

  private WholeNumbers() {}

  /** For this command line and all that hang below it by now. */
  public static CommandLine in(CommandLine commands) {
    return commands
        .registerConverter(Long.class, text -> parse(text, Long::valueOf))
        .registerConverter(long.class, text -> parse(text, Long::valueOf))
        .registerConverter(Integer.class, text -> parse(text, Integer::valueOf))
        .registerConverter(int.class, text -> parse(text, Integer::valueOf));
  }

  private static <N> N parse(String text, Function<String, N> parser) {
    try {
      return parser.apply(text);
    } catch (NumberFormatException wrong) {
      boolean tooLarge = DIGITS.matcher(text).matches();
      throw new TypeConversionException(
          "'" + text + "' is " + (tooLarge ? "too large" : "not a whole number"));
    }
  }
}
