package dev.ringfence.gateway.rest;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.List;
import java.util.Locale;

/**
 * Describes the table of routes as OpenAPI 3.1, from the descriptors and comments of the .proto;
 * and what stands for no gRPC method, from what serves it.
 */
final class OpenApiDocument {
  private static final String JSON = "application/json";
  private static final String DESCRIPTION =
      "Reserve, settle, release. A business refusal is an answer, with status 200 and outcome"
          + " OUTCOME_REJECTED; every other status is a Problem. Amounts are decimal strings with at"
          + " most 18 digits, 4 of them after the point. 64-bit numbers are strings, as in all"
          + " Protobuf JSON.";

  private final ProtoComments comments = ProtoComments.load();
  private final OpenApiSchemas schemas = new OpenApiSchemas(comments);

  private OpenApiDocument() {}

  static JsonObject of(List<Route> routes, List<HttpOperation> others) {
    return new OpenApiDocument().document(routes, others);
  }

  private JsonObject document(List<Route> routes, List<HttpOperation> others) {
    JsonObject paths = new JsonObject();
    for (Route route : routes) {
      add(paths, path(route), route.verb(), operation(route));
    }
    for (HttpOperation other : others) {
      add(paths, other.path(), other.verb(), OpenApiOperations.of(other));
    }
    JsonObject components = new JsonObject();
    components.add("responses", Json.object("Problem", problemResponse()));
    components.add(
        "securitySchemes", Json.object("bearer", Json.object("type", "http", "scheme", "bearer")));
    components.add("schemas", schemas.components());
    return Json.object(
        "openapi",
        "3.1.0",
        "info",
        Json.object(
            "title",
            "Ringfence",
            "version",
            "v1",
            "description",
            DESCRIPTION,
            "license",
            Json.object("name", "Apache 2.0", "identifier", "Apache-2.0")),
        "servers",
        Json.array(Json.object("url", "/")),
        // Either none or one of them: it depends on how the server was started.
        "security",
        Json.array(new JsonObject(), Json.object("bearer", new JsonArray())),
        "paths",
        paths,
        "components",
        components);
  }

  private static void add(JsonObject paths, String path, String verb, JsonObject operation) {
    if (!paths.has(path)) {
      paths.add(path, new JsonObject());
    }
    paths.getAsJsonObject(path).add(verb.toLowerCase(Locale.ROOT), operation);
  }

  private JsonObject operation(Route route) {
    String name = route.schema().getName();
    JsonObject operation =
        Json.object(
            "operationId", name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1),
            "summary", comments.of(route.schema()),
            "parameters", parameters(route));
    if (route.takesBody() && !route.free().isEmpty()) {
      JsonObject body = schemas.objectOf(route.free(), false);
      operation.add(
          "requestBody",
          Json.object(
              "required",
              body.has("required"),
              "content",
              Json.object(JSON, Json.object("schema", body))));
    }
    JsonObject responses = new JsonObject();
    responses.add(
        "200",
        Json.object(
            "description",
            "The answer.",
            "content",
            Json.object(
                route.isStream() ? "text/event-stream" : JSON,
                Json.object("schema", schemas.ref(route.schema().getOutputType())))));
    for (String status : List.of("400", "401", "403", "429", "503", "504", "default")) {
      responses.add(status, OpenApiOperations.PROBLEM);
    }
    operation.add("responses", responses);
    return operation;
  }

  private JsonArray parameters(Route route) {
    JsonArray parameters = new JsonArray();
    route
        .bound()
        .forEach(
            (field, name) -> {
              String place = name.equals(Route.KEY_HEADER) ? "header" : "path";
              parameters.add(parameter(field, name, place, true));
            });
    if (!route.takesBody()) {
      for (FieldDescriptor field : route.free()) {
        parameters.add(parameter(field, field.getJsonName(), "query", false));
      }
    }
    parameters.add(
        Json.object(
            "name",
            RestApi.DEADLINE_HEADER,
            "in",
            "header",
            "description",
            "How long to wait for the answer; the server has a limit of its own.",
            "schema",
            Json.object("type", "integer", "minimum", 1)));
    return parameters;
  }

  private JsonObject parameter(FieldDescriptor field, String name, String place, boolean required) {
    return Json.object(
        "name", name,
        "in", place,
        "required", required,
        "description", comments.of(field),
        "schema", schemas.typeOf(field, false));
  }

  private JsonObject problemResponse() {
    return Json.object(
        "description",
        "No answer, and why. 429 and 503 say in Retry-After when to ask again.",
        "headers",
        Json.object(
            "Retry-After",
            Json.object(
                "description",
                "In whole seconds; the body has the milliseconds.",
                "schema",
                Json.object("type", "integer"))),
        "content",
        Json.object(
            JSON,
            Json.object("schema", schemas.ref(dev.ringfence.api.v1.Problem.getDescriptor()))));
  }

  /** With the names that JSON uses. */
  private static String path(Route route) {
    String path = route.path().toString();
    for (String variable : route.path().variables()) {
      String jsonName = route.input().findFieldByName(variable).getJsonName();
      path = path.replace("{" + variable + "}", "{" + jsonName + "}");
    }
    return path;
  }
}
