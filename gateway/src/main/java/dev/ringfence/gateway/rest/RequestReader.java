package dev.ringfence.gateway.rest;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.ringfence.api.v1.FieldViolation;
import dev.ringfence.gateway.json.UnambiguousJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Puts a request together from path, header, and body or query. A field has one source only: what
 * the path or the header carries must not be in the body as well, so that nothing can contradict.
 */
final class RequestReader {
  private static final JsonFormat.Parser PARSER = JsonFormat.parser();
  private static final String JSON = "application/json";

  /** Each number in one way, so that no two addresses are those of one account. */
  private static final Pattern WHOLE_NUMBER = Pattern.compile("0|-?[1-9][0-9]*");

  private final int maxBodyBytes;
  private final HeavyWork heavyWork;

  RequestReader(int maxBodyBytes, HeavyWork heavyWork) {
    this.maxBodyBytes = maxBodyBytes;
    this.heavyWork = heavyWork;
  }

  Message read(HttpCall call, Route route, Map<String, String> pathValues) throws IOException {
    Message.Builder request = route.newRequest();
    List<FieldViolation> violations = new ArrayList<>();
    if (route.takesBody()) {
      readBody(call, route, request, violations);
    }
    readQuery(call.exchange().getRequestURI().getRawQuery(), route, request, violations);
    pathValues.forEach(
        (name, value) -> set(request, route.input().findFieldByName(name), value, violations));
    String key = call.header(Route.KEY_HEADER);
    if (route.keyField() != null && key != null) {
      request.setField(route.keyField(), key);
    }
    if (!violations.isEmpty()) {
      throw ProblemException.invalid(violations);
    }
    return request.build();
  }

  static int deadlineMillis(String asked, int mostMillis) {
    try {
      int millis = Integer.parseInt(asked.strip());
      if (millis >= 1 && millis <= mostMillis) {
        return millis;
      }
    } catch (NumberFormatException notANumber) {
      // Said below, in the same words as a number that is out of range.
    }
    throw ProblemException.invalid(
        List.of(
            violation(RestApi.DEADLINE_HEADER, "must be a whole number from 1 to " + mostMillis)));
  }

  private void readBody(
      HttpCall call, Route route, Message.Builder request, List<FieldViolation> violations)
      throws IOException {
    byte[] body = call.exchange().getRequestBody().readNBytes(maxBodyBytes + 1);
    if (body.length > maxBodyBytes) {
      throw ProblemException.of(RestReason.BODY_TOO_LARGE);
    }
    if (body.length == 0) {
      return;
    }
    // A page in a browser can send other types to any address, but not this one without asking.
    if (!isJson(call.header("Content-Type"))) {
      throw ProblemException.of(RestReason.NOT_JSON);
    }
    try {
      if (body.length < HeavyWork.LEAST_BYTES) {
        parse(body, request);
      } else {
        try (var _ = heavyWork.begin()) {
          parse(body, request);
        }
      }
    } catch (IOException | IllegalStateException wrong) {
      violations.addAll(UnreadableBody.violations(body, route));
      request.clear();
      return;
    }
    route
        .bound()
        .forEach(
            (field, name) -> {
              if (!isUnset(request, field)) {
                violations.add(
                    violation(field.getJsonName(), "must not be in the body: " + place(name)));
              }
            });
  }

  private static void parse(byte[] body, Message.Builder request) throws IOException {
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    UnambiguousJson.require(text);
    PARSER.merge(text, request);
  }

  private static void readQuery(
      String rawQuery, Route route, Message.Builder request, List<FieldViolation> violations) {
    Optional<Map<String, String>> values = QueryString.parse(rawQuery);
    Set<FieldDescriptor> seen = new HashSet<>();
    boolean isKnown = values.isPresent();
    for (Map.Entry<String, String> value : values.orElse(Map.of()).entrySet()) {
      FieldDescriptor field = queryField(route, value.getKey());
      if (field == null || !seen.add(field)) {
        isKnown = false;
        break;
      }
      set(request, field, value.getValue(), violations);
    }
    if (!isKnown) {
      violations.add(
          violation(
              "query",
              route.takesBody()
                  ? "must be empty: the fields go into the body"
                  : "may hold each of these once, and nothing else: " + route.fields()));
    }
  }

  private static FieldDescriptor queryField(Route route, String name) {
    if (route.takesBody()) {
      return null;
    }
    for (FieldDescriptor field : route.free()) {
      if (field.getJsonName().equals(name) || field.getName().equals(name)) {
        return field;
      }
    }
    return null;
  }

  private static void set(
      Message.Builder request,
      FieldDescriptor field,
      String value,
      List<FieldViolation> violations) {
    try {
      switch (field.getJavaType()) {
        case STRING -> request.setField(field, value);
        case LONG -> request.setField(field, Long.parseLong(wholeNumber(value)));
        case INT -> request.setField(field, Integer.parseInt(wholeNumber(value)));
        case BOOLEAN -> request.setField(field, Boolean.parseBoolean(value));
        case ENUM, MESSAGE, FLOAT, DOUBLE, BYTE_STRING ->
            throw new IllegalStateException(field + " can't be in a path or a query");
      }
    } catch (NumberFormatException notANumber) {
      violations.add(violation(field.getJsonName(), "must be a whole number"));
    }
  }

  private static String wholeNumber(String value) {
    if (!WHOLE_NUMBER.matcher(value).matches()) {
      throw new NumberFormatException(value);
    }
    return value;
  }

  private static String place(String name) {
    return name.equals(Route.KEY_HEADER) ? "it is the header " + name : "it is in the path";
  }

  private static boolean isUnset(Message.Builder request, FieldDescriptor field) {
    return request.getField(field).equals(field.getDefaultValue());
  }

  private static boolean isJson(String contentType) {
    return contentType != null
        && contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(JSON);
  }

  private static FieldViolation violation(String field, String description) {
    return FieldViolation.newBuilder().setField(field).setDescription(description).build();
  }
}
