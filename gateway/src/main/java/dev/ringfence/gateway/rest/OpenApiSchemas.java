package dev.ringfence.gateway.rest;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Messages and enums as JSON schemas, each once, as Protobuf's JSON writes them. */
final class OpenApiSchemas {
  private static final String REFERENCE = "#/components/schemas/";

  /**
   * What every request must name that has it; and below, what some must. A test asks the checks.
   */
  private static final Set<String> ALWAYS_NEEDED = Set.of("account_id", "request_id", "order_id");

  private static final Set<String> NEEDED =
      Set.of(
          "OpenAccountRequest.currency",
          "SetAccountStatusRequest.status",
          "DepositRequest.amount",
          "WithdrawRequest.amount",
          "ReserveRequest.amount",
          "ApplyFillRequest.symbol",
          "ApplyFillRequest.side",
          "ApplyFillRequest.quantity",
          "SubmitBatchRequest.commands");

  private final ProtoComments comments;
  private final JsonObject components = new JsonObject();

  OpenApiSchemas(ProtoComments comments) {
    this.comments = comments;
  }

  /** All that was referred to. */
  JsonObject components() {
    return components;
  }

  /** What is read; it may get more fields later. */
  JsonObject ref(Descriptor message) {
    return ref(message, true);
  }

  private JsonObject ref(Descriptor message, boolean mayHoldMore) {
    String name = message.getName();
    if (!components.has(name)) {
      // Held before it is filled, so that a message may hold itself.
      components.add(name, new JsonObject());
      JsonObject schema = objectOf(message.getFields(), mayHoldMore);
      describe(schema, comments.of(message));
      components.add(name, schema);
    }
    return Json.object("$ref", REFERENCE + name);
  }

  /**
   * An object of these fields, and whatever they hold; what is read may get more fields later, what
   * is sent may not.
   */
  JsonObject objectOf(List<FieldDescriptor> fields, boolean mayHoldMore) {
    JsonObject properties = new JsonObject();
    JsonArray required = new JsonArray();
    for (FieldDescriptor field : fields) {
      JsonObject schema = typeOf(field, mayHoldMore);
      describe(schema, comments.of(field));
      properties.add(field.getJsonName(), schema);
      if (mayHoldMore ? isAlwaysWritten(field) : isNeeded(field)) {
        required.add(field.getJsonName());
      }
    }
    JsonObject object = Json.object("type", "object", "properties", properties);
    if (!required.isEmpty()) {
      object.add("required", required);
    }
    object.addProperty("additionalProperties", mayHoldMore);
    return object;
  }

  /** An answer leaves out only what can be told to be absent. */
  private static boolean isAlwaysWritten(FieldDescriptor field) {
    return !field.hasPresence();
  }

  /** Whether a request without it is refused, whatever else is in it. */
  private static boolean isNeeded(FieldDescriptor field) {
    return ALWAYS_NEEDED.contains(field.getName())
        || NEEDED.contains(field.getContainingType().getName() + "." + field.getName());
  }

  JsonObject typeOf(FieldDescriptor field, boolean mayHoldMore) {
    JsonObject single = single(field, mayHoldMore);
    return field.isRepeated() ? Json.object("type", "array", "items", single) : single;
  }

  private JsonObject single(FieldDescriptor field, boolean mayHoldMore) {
    // Of numbers the registry of formats has Protobuf's own names.
    String name = field.getType().name().toLowerCase(Locale.ROOT);
    return switch (field.getJavaType()) {
      case STRING -> Json.object("type", "string");
      case LONG -> Json.object("type", "string", "format", name);
      case INT -> Json.object("type", "integer", "format", name);
      case BOOLEAN -> Json.object("type", "boolean");
      case ENUM -> ref(field.getEnumType());
      case MESSAGE -> message(field.getMessageType(), mayHoldMore);
      case FLOAT, DOUBLE, BYTE_STRING ->
          throw new IllegalStateException("The API has no such fields: " + field);
    };
  }

  private JsonObject message(Descriptor message, boolean mayHoldMore) {
    if (message.equals(Timestamp.getDescriptor())) {
      return Json.object("type", "string", "format", "date-time");
    }
    if (message.equals(Duration.getDescriptor())) {
      return Json.object("type", "string", "pattern", "^[0-9]+(\\.[0-9]{1,3})?s$");
    }
    return ref(message, mayHoldMore);
  }

  private JsonObject ref(EnumDescriptor type) {
    JsonArray names = new JsonArray();
    StringBuilder meanings = new StringBuilder(comments.of(type));
    for (EnumValueDescriptor value : type.getValues()) {
      names.add(value.getName());
      String meaning = comments.of(value);
      if (!meaning.isEmpty()) {
        meanings.append("\n- `").append(value.getName()).append("`: ").append(meaning);
      }
    }
    JsonObject schema = Json.object("type", "string", "enum", names);
    describe(schema, meanings.toString().strip());
    components.add(type.getName(), schema);
    return Json.object("$ref", REFERENCE + type.getName());
  }

  private static void describe(JsonObject schema, String description) {
    if (!description.isEmpty()) {
      schema.addProperty("description", description);
    }
  }
}
