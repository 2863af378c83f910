package dev.ringfence.gateway.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.SessionServiceGrpc;
import io.grpc.MethodDescriptor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table and the document that describes it. */
final class RoutesTest {
  private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

  private final JsonObject document = OpenApiDocument.of(Routes.ALL, List.of());

  @Test
  void shouldHaveOneRouteForEveryMethod() {
    Set<String> expected =
        Stream.of(
                AccountServiceGrpc.getServiceDescriptor(),
                SessionServiceGrpc.getServiceDescriptor())
            .flatMap(service -> service.getMethods().stream())
            .filter(
                method ->
                    method.getType() == MethodDescriptor.MethodType.UNARY
                        || method.getType() == MethodDescriptor.MethodType.SERVER_STREAMING)
            .map(MethodDescriptor::getFullMethodName)
            .collect(Collectors.toCollection(TreeSet::new));

    List<String> routed =
        Routes.ALL.stream().map(route -> route.method().getFullMethodName()).sorted().toList();

    assertEquals(List.copyOf(expected), routed);
  }

  @Test
  void shouldDescribeEveryRouteWithItsVariablesAndAnswer() {
    int operations = 0;
    Set<String> ids = new HashSet<>();
    for (Map.Entry<String, JsonElement> path : document.getAsJsonObject("paths").entrySet()) {
      Set<String> variables =
          VARIABLE
              .matcher(path.getKey())
              .results()
              .map((MatchResult match) -> match.group(1))
              .collect(Collectors.toSet());
      for (JsonElement each : path.getValue().getAsJsonObject().asMap().values()) {
        JsonObject operation = each.getAsJsonObject();
        operations++;
        ids.add(operation.get("operationId").getAsString());
        assertEquals(variables, parametersIn(operation, "path"), path.getKey());
        assertFalse(operation.get("summary").getAsString().isEmpty(), path.getKey());
        assertEquals(
            Set.of("200", "400", "401", "403", "429", "503", "504", "default"),
            operation.getAsJsonObject("responses").keySet());
      }
    }

    assertEquals(Routes.ALL.size(), operations);
    assertEquals(operations, ids.size(), "operation ids are unique");
  }

  @Test
  void shouldResolveEveryReference() {
    List<String> references = new ArrayList<>();
    collectReferences(document, references);

    assertEquals(List.of(), references.stream().filter(this::isDangling).toList());
    assertTrue(references.contains("#/components/schemas/CommandResult"));
  }

  @Test
  void shouldSayInTheDocumentWhatTheProtoSays() {
    JsonObject schemas = document.getAsJsonObject("components").getAsJsonObject("schemas");
    JsonObject reservation = schemas.getAsJsonObject("Reservation").getAsJsonObject("properties");

    assertEquals("What is still held.", description(reservation.getAsJsonObject("remaining")));
    assertEquals("date-time", reservation.getAsJsonObject("expiresAt").get("format").getAsString());
    assertTrue(
        description(schemas.getAsJsonObject("Reason"))
            .contains("- `REASON_ACCOUNT_EXISTS`: The account exists already."));
    assertEquals(
        "Holds free cash, or free quantity of a symbol, for an order.",
        operation("/v1/accounts/{accountId}/reservations", "post").get("summary").getAsString());
  }

  @Test
  void shouldKeepWhatThePathHoldsOutOfTheBody() {
    JsonObject fill = operation("/v1/accounts/{accountId}/reservations/{orderId}/fills", "post");
    JsonObject body =
        fill.getAsJsonObject("requestBody")
            .getAsJsonObject("content")
            .getAsJsonObject("application/json")
            .getAsJsonObject("schema");

    assertEquals(
        Set.of("symbol", "side", "quantity", "fillPrice", "filledAmount", "lastFill"),
        body.getAsJsonObject("properties").keySet());
    assertEquals(Set.of("Idempotency-Key", "Deadline-Millis"), parametersIn(fill, "header"));
  }

  @Test
  void shouldDescribeTheCommandsOfABatch() {
    JsonObject schemas = document.getAsJsonObject("components").getAsJsonObject("schemas");
    JsonObject command = schemas.getAsJsonObject("SessionCommand").getAsJsonObject("properties");

    assertEquals(
        "#/components/schemas/ReserveRequest",
        command.getAsJsonObject("reserve").get("$ref").getAsString());
    assertTrue(
        schemas.getAsJsonObject("ReserveRequest").getAsJsonObject("properties").has("requestId"));
    assertEquals(Set.of("Deadline-Millis"), parametersIn(operation("/v1/batch", "post"), "header"));
    assertEquals("uint64", command.getAsJsonObject("correlationId").get("format").getAsString());
  }

  @Test
  void shouldSayWhatIsAlwaysThere() {
    JsonObject schemas = document.getAsJsonObject("components").getAsJsonObject("schemas");

    assertEquals(Set.of("outcome", "reason", "replayed"), required(schemas, "CommandResult"));
    assertEquals(
        Set.of("reservations", "nextAfterSequence"), required(schemas, "ListReservationsResponse"));
    assertEquals(
        Set.of("accountId", "requestId", "orderId", "amount"), required(schemas, "ReserveRequest"));
    assertFalse(schemas.getAsJsonObject("SessionCommand").has("required"));
  }

  private static Set<String> required(JsonObject schemas, String name) {
    return schemas.getAsJsonObject(name).getAsJsonArray("required").asList().stream()
        .map(JsonElement::getAsString)
        .collect(Collectors.toSet());
  }

  @Test
  void shouldSayThatNothingUnknownMayBeSentHoweverDeep() {
    JsonObject schemas = document.getAsJsonObject("components").getAsJsonObject("schemas");

    for (String sent : List.of("SessionCommand", "ReserveRequest", "GetOutcomeRequest")) {
      assertFalse(mayHoldMore(schemas.getAsJsonObject(sent)), sent);
    }
    for (String read : List.of("SessionAnswer", "CommandResult", "Problem")) {
      assertTrue(mayHoldMore(schemas.getAsJsonObject(read)), read);
    }
  }

  private static boolean mayHoldMore(JsonObject schema) {
    return schema.get("additionalProperties").getAsBoolean();
  }

  private JsonObject operation(String path, String verb) {
    return document.getAsJsonObject("paths").getAsJsonObject(path).getAsJsonObject(verb);
  }

  private static String description(JsonObject schema) {
    return schema.get("description").getAsString();
  }

  private static Set<String> parametersIn(JsonObject operation, String place) {
    return operation.getAsJsonArray("parameters").asList().stream()
        .map(JsonElement::getAsJsonObject)
        .filter(parameter -> parameter.get("in").getAsString().equals(place))
        .map(parameter -> parameter.get("name").getAsString())
        .collect(Collectors.toSet());
  }

  private boolean isDangling(String reference) {
    JsonElement target = document;
    for (String name : reference.substring("#/".length()).split("/", -1)) {
      target = target == null ? null : target.getAsJsonObject().get(name);
    }
    return target == null || target.getAsJsonObject().isEmpty();
  }

  private static void collectReferences(JsonElement element, List<String> references) {
    switch (element) {
      case JsonObject object ->
          object
              .asMap()
              .forEach(
                  (name, value) -> {
                    if (name.equals("$ref")) {
                      references.add(value.getAsString());
                    }
                    collectReferences(value, references);
                  });
      case JsonArray array -> array.forEach(item -> collectReferences(item, references));
      default -> {}
    }
  }
}
