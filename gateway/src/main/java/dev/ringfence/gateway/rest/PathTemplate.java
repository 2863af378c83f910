package dev.ringfence.gateway.rest;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A path in which some segments are the fields of a request: {@code /v1/accounts/{account_id}}. */
final class PathTemplate {
  private final String text;
  private final String[] segments;

  PathTemplate(String text) {
    this.text = text;
    this.segments = text.split("/", -1);
  }

  /** The names of the fields in it, in their order. */
  List<String> variables() {
    List<String> names = new ArrayList<>();
    for (String segment : segments) {
      if (isVariable(segment)) {
        names.add(name(segment));
      }
    }
    return names;
  }

  /** The decoded value of each variable, or nothing where the path is another one. */
  Optional<Map<String, String>> match(String rawPath) {
    // No more of them than would tell: a stranger's path may be sixteen thousand slashes.
    String[] actual = rawPath.split("/", segments.length + 1);
    if (actual.length != segments.length) {
      return Optional.empty();
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int index = 0; index < segments.length; index++) {
      if (isVariable(segments[index])) {
        values.put(name(segments[index]), decode(actual[index]));
      } else if (!segments[index].equals(actual[index])) {
        return Optional.empty();
      }
    }
    return Optional.of(values);
  }

  /** An id may hold a plus sign, which stands for itself in a path. */
  private static String decode(String segment) {
    return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static boolean isVariable(String segment) {
    return segment.startsWith("{");
  }

  private static String name(String segment) {
    return segment.substring(1, segment.length() - 1);
  }

  @Override
  public String toString() {
    return text;
  }
}
