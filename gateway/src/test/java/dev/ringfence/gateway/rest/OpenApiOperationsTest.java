package dev.ringfence.gateway.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.ringfence.gateway.deadletters.DeadLetterApi;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What stands for no gRPC method is in the document as it is served. */
final class OpenApiOperationsTest {
  private static final String ROOT = DeadLetterApi.ROOT;

  private final JsonObject document = OpenApiDocument.of(Routes.ALL, DeadLetterApi.operations());

  @Test
  void shouldDescribeTheDeadLetters() {
    assertEquals(
        Set.of("topic", "reason", "account", "since", "until", "limit"),
        parameters(ROOT, "get", "query"));
    assertEquals(Set.of("letter"), parameters(ROOT + "/{letter}", "get", "path"));
    assertEquals(Set.of(), parameters(ROOT + "/{letter}", "get", "header"));
    assertEquals(
        Set.of("Idempotency-Key"), parameters(ROOT + "/{letter}/requeue", "post", "header"));
  }

  @Test
  void shouldDescribeWhatCanBeWrong() {
    JsonObject requeue = operation(ROOT + "/{letter}/requeue", "post");

    assertEquals(
        Set.of("200", "400", "401", "403", "404", "409", "429", "503", "default"),
        requeue.getAsJsonObject("responses").keySet());
    for (String reason : List.of("409 `CANNOT_REQUEUE`", "404 `LETTER_NOT_FOUND`")) {
      assertTrue(requeue.get("description").getAsString().contains(reason), reason);
    }
  }

  @Test
  void shouldGiveEveryOperationAnIdOfItsOwn() {
    Set<String> ids = new HashSet<>();
    int operations = 0;
    for (Map.Entry<String, JsonElement> path : document.getAsJsonObject("paths").entrySet()) {
      for (JsonElement each : path.getValue().getAsJsonObject().asMap().values()) {
        ids.add(each.getAsJsonObject().get("operationId").getAsString());
        operations++;
      }
    }

    assertEquals(Routes.ALL.size() + DeadLetterApi.operations().size(), operations);
    assertEquals(operations, ids.size());
  }

  private JsonObject operation(String path, String verb) {
    return document.getAsJsonObject("paths").getAsJsonObject(path).getAsJsonObject(verb);
  }

  private Set<String> parameters(String path, String verb, String place) {
    return operation(path, verb).getAsJsonArray("parameters").asList().stream()
        .map(JsonElement::getAsJsonObject)
        .filter(parameter -> parameter.get("in").getAsString().equals(place))
        .peek(parameter -> assertTrue(parameter.get("schema").isJsonObject(), parameter::toString))
        .map(parameter -> parameter.get("name").getAsString())
        .collect(Collectors.toSet());
  }
}
