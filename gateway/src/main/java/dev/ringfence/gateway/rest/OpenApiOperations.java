package dev.ringfence.gateway.rest;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.stream.Collectors;

/** Describes what stands for no gRPC method, as it describes itself. */
final class OpenApiOperations {
  /** The response of every call that has no answer. */
  static final JsonObject PROBLEM = Json.object("$ref", "#/components/responses/Problem");

  private static final List<String> OF_ALL_CALLS = List.of("400", "401", "403", "429", "503");
  private static final String KEY_MEANING =
      "The caller's own id of this request: 1 to 64 visible ASCII characters.";

  private OpenApiOperations() {}

  static JsonObject of(HttpOperation operation) {
    JsonArray parameters = new JsonArray();
    for (String variable : new PathTemplate(operation.path()).variables()) {
      parameters.add(parameter(variable, "path", operation.variables().get(variable), text()));
    }
    if (operation.needsKey()) {
      parameters.add(parameter(Route.KEY_HEADER, "header", KEY_MEANING, text()));
    }
    for (QueryParameter<?> query : operation.query()) {
      JsonObject parameter = parameter(query.name(), "query", query.meaning(), query.schema());
      parameter.addProperty("required", false);
      parameters.add(parameter);
    }
    return Json.object(
        "operationId",
        operation.id(),
        "summary",
        operation.summary(),
        "description",
        problems(operation),
        "parameters",
        parameters,
        "responses",
        responses(operation));
  }

  /** What the statuses alone do not tell. */
  private static String problems(HttpOperation operation) {
    return operation.problems().stream()
        .map(
            problem ->
                "- %s `%s`: %s"
                    .formatted(problem.httpStatus(), problem.reason(), problem.meaning()))
        .collect(Collectors.joining("\n", "Reasons beside those of all calls:\n", ""));
  }

  private static JsonObject responses(HttpOperation operation) {
    JsonObject responses = new JsonObject();
    responses.add(
        "200",
        Json.object(
            "description",
            "The answer.",
            "content",
            Json.object("application/json", Json.object("schema", operation.answer()))));
    OF_ALL_CALLS.forEach(status -> responses.add(status, PROBLEM));
    operation.problems().forEach(problem -> responses.add(problem.httpStatus(), PROBLEM));
    responses.add("default", PROBLEM);
    return responses;
  }

  private static JsonObject parameter(
      String name, String place, String meaning, JsonObject schema) {
    return Json.object(
        "name", name, "in", place, "required", true, "description", meaning, "schema", schema);
  }

  private static JsonObject text() {
    return Json.object("type", "string");
  }
}
