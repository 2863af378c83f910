package dev.ringfence.gateway.rest;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An operation over HTTP that stands for no gRPC method. It is found, checked and described by what
 * is said here (docs/adr/0056).
 *
 * @param path with its variables in braces
 * @param id its name in the document
 * @param summary what it does, in a sentence
 * @param variables what each variable of the path means
 * @param query what may follow the question mark
 * @param needsKey whether it must have an {@code Idempotency-Key}
 * @param answer the schema of its answer
 * @param problems what it can get wrong beside what all calls can
 */
public record HttpOperation(
    String verb,
    String path,
    String id,
    String summary,
    Map<String, String> variables,
    List<QueryParameter<?>> query,
    boolean needsKey,
    JsonObject answer,
    List<HttpProblem> problems)
    implements Addressed {
  @Override
  public Optional<Map<String, String>> match(String rawPath) {
    return new PathTemplate(path).match(rawPath);
  }
}
