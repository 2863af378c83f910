package dev.ringfence.gateway.rest;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What follows the question mark. */
final class QueryString {
  private QueryString() {}

  /** The value of each name, in their order; nothing where a name has none, or several. */
  static Optional<Map<String, String>> parse(String raw) {
    Map<String, String> values = new LinkedHashMap<>();
    if (raw == null || raw.isEmpty()) {
      return Optional.of(values);
    }
    for (String pair : raw.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 0 || values.put(decode(pair, 0, equals), value(pair, equals)) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(values);
  }

  private static String value(String pair, int equals) {
    return decode(pair, equals + 1, pair.length());
  }

  private static String decode(String text, int from, int to) {
    return URLDecoder.decode(text.substring(from, to), StandardCharsets.UTF_8);
  }
}
