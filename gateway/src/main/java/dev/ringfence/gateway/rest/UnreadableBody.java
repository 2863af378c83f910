package dev.ringfence.gateway.rest;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.ringfence.api.v1.FieldViolation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is wrong with a body that can't be read: the fields that can't be read by themselves, or
 * what a body may hold at all. It never repeats what was sent.
 */
final class UnreadableBody {
  private static final JsonFormat.Parser PARSER = JsonFormat.parser();

  private UnreadableBody() {}

  static List<FieldViolation> violations(byte[] body, Route route) {
    List<FieldViolation> wrong = wrongFields(body, route);
    return wrong.isEmpty()
        ? List.of(
            violation(
                "body",
                "must be a JSON object of these and nothing else, each as /v1/openapi.json says: "
                    + route.fields()))
        : wrong;
  }

  private static List<FieldViolation> wrongFields(byte[] body, Route route) {
    JsonObject object = object(body);
    List<FieldViolation> wrong = new ArrayList<>();
    for (FieldDescriptor field : route.free()) {
      String rule = rule(field);
      JsonElement value = object.get(field.getJsonName());
      if (value != null && !rule.isEmpty() && !isReadable(field, value, route)) {
        wrong.add(violation(field.getJsonName(), rule));
      }
    }
    return wrong;
  }

  /** Empty where it is none, or is too large to be looked at twice. */
  private static JsonObject object(byte[] body) {
    if (body.length < HeavyWork.LEAST_BYTES) {
      try {
        JsonElement whole = JsonParser.parseString(new String(body, StandardCharsets.UTF_8));
        return whole.isJsonObject() ? whole.getAsJsonObject() : new JsonObject();
      } catch (JsonParseException noJson) {
        // Said in the words for all that is no such object.
      }
    }
    return new JsonObject();
  }

  private static boolean isReadable(FieldDescriptor field, JsonElement value, Route route) {
    try {
      PARSER.merge(Json.object(field.getJsonName(), value).toString(), route.newRequest());
      return true;
    } catch (InvalidProtocolBufferException wrong) {
      return false;
    }
  }

  /** What a field must be; empty for what holds fields itself. */
  private static String rule(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case STRING, LONG -> "must be a text";
      case INT -> "must be a whole number";
      case BOOLEAN -> "must be true or false";
      case ENUM -> "must be " + names(field);
      case MESSAGE ->
          field.getMessageType().equals(Duration.getDescriptor())
              ? "must be seconds as a text that ends in s: \"600s\" or \"0.5s\", for example"
              : "";
      case FLOAT, DOUBLE, BYTE_STRING ->
          throw new IllegalStateException("The API has no such fields: " + field);
    };
  }

  /** Without the first, which stands for nothing. */
  private static String names(FieldDescriptor field) {
    return field.getEnumType().getValues().stream()
        .skip(1)
        .map(EnumValueDescriptor::getName)
        .collect(Collectors.joining(" or "));
  }

  private static FieldViolation violation(String field, String description) {
    return FieldViolation.newBuilder().setField(field).setDescription(description).build();
  }
}
