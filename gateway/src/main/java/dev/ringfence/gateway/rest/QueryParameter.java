package dev.ringfence.gateway.rest;

import com.google.gson.JsonObject;
import java.time.DateTimeException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One of the names that may follow the question mark: said once, for whoever reads it and for the
 * document.
 *
 * @param meaning a sentence
 * @param schema of its value
 * @param form what a value must be, in words
 * @param parser throws an {@link IllegalArgumentException} or {@link DateTimeException} otherwise
 */
public record QueryParameter<T>(
    String name, String meaning, JsonObject schema, String form, Function<String, T> parser) {
  /** Takes its value out of the query, if it is there. */
  public Optional<T> take(Map<String, String> query) {
    try {
      return Optional.ofNullable(query.remove(name)).map(parser);
    } catch (IllegalArgumentException | DateTimeException wrong) {
      throw ProblemException.invalid(name, "must be " + form);
    }
  }
}
