package dev.ringfence.gateway.rest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

/** JSON, written as one reads it: names and values in turn. */
public final class Json {
  private Json() {}

  public static JsonObject object(Object... namesAndValues) {
    JsonObject object = new JsonObject();
    for (int index = 0; index < namesAndValues.length; index += 2) {
      object.add((String) namesAndValues[index], element(namesAndValues[index + 1]));
    }
    return object;
  }

  public static JsonArray array(Object... elements) {
    JsonArray array = new JsonArray();
    for (Object element : elements) {
      array.add(element(element));
    }
    return array;
  }

  /** A text, a number, a truth, or what is JSON already. */
  public static JsonElement element(Object value) {
    return switch (value) {
      case JsonElement element -> element;
      case String text -> new JsonPrimitive(text);
      case Boolean truth -> new JsonPrimitive(truth);
      case Number number -> new JsonPrimitive(number);
      default -> throw new IllegalArgumentException("Not JSON: " + value.getClass());
    };
  }
}
