package dev.ringfence.gateway.boot;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The one line that says that Ringfence serves, and where; for scripts as much as for people. */
final class ReadyLine {
  private final Map<String, String> fields = new LinkedHashMap<>();

  ReadyLine text(String name, String value) {
    fields.put(name, '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
    return this;
  }

  ReadyLine number(String name, long value) {
    fields.put(name, Long.toString(value));
    return this;
  }

  /** The same with one more. */
  ReadyLine and(String name, long value) {
    ReadyLine more = new ReadyLine();
    more.fields.putAll(fields);
    return more.number(name, value);
  }

  String json() {
    return fields.entrySet().stream()
        .map(field -> '"' + field.getKey() + "\":" + field.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  @Override
  public String toString() {
    return "READY " + json();
  }
}
