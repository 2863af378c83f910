package dev.ringfence.gateway.identity;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.ringfence.gateway.watch.UnusableFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads one JSON object field by field, and says where it is when something is wrong. */
final class JsonFields {
  private final String where;
  private final JsonObject object;
  private final Set<String> known = new HashSet<>();

  private JsonFields(String where, JsonObject object) {
    this.where = where;
    this.object = object;
  }

  static JsonFields of(String where, JsonElement element) {
    if (element == null || !element.isJsonObject()) {
      throw new UnusableFileException(where + " must be an object");
    }
    return new JsonFields(where, element.getAsJsonObject());
  }

  String where() {
    return where;
  }

  String text(String name) {
    return optionalText(name).orElseThrow(() -> wrong(name, "is missing"));
  }

  Optional<String> optionalText(String name) {
    JsonElement element = get(name);
    return element == null ? Optional.empty() : Optional.of(text(name, element));
  }

  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (JsonElement element : array(name)) {
      texts.add(text(name, element));
    }
    return texts;
  }

  List<JsonFields> objects(String name) {
    List<JsonFields> objects = new ArrayList<>();
    for (JsonElement element : array(name)) {
      objects.add(of(where + "." + name + "[" + objects.size() + "]", element));
    }
    return objects;
  }

  Optional<JsonFields> object(String name) {
    JsonElement element = get(name);
    return element == null ? Optional.empty() : Optional.of(of(where + "." + name, element));
  }

  boolean flag(String name) {
    JsonElement element = get(name);
    if (element == null) {
      return false;
    }
    if (element instanceof JsonPrimitive primitive && primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    throw wrong(name, "must be true or false");
  }

  int number(String name, int absent) {
    JsonElement element = get(name);
    if (element == null) {
      return absent;
    }
    try {
      return Integer.parseInt(element.getAsString());
    } catch (RuntimeException notOne) {
      throw wrong(name, "must be a whole number");
    }
  }

  /** A name that nobody asked for is a mistake, perhaps one that would leave a door open. */
  void end() {
    for (String name : object.keySet()) {
      if (!known.contains(name)) {
        throw wrong(name, "is not known");
      }
    }
  }

  UnusableFileException wrong(String name, String what) {
    return new UnusableFileException(where + "." + name + " " + what);
  }

  private JsonElement get(String name) {
    known.add(name);
    JsonElement element = object.get(name);
    return element == null || element.isJsonNull() ? null : element;
  }

  private JsonArray array(String name) {
    JsonElement element = get(name);
    if (element == null) {
      return new JsonArray();
    }
    if (!element.isJsonArray()) {
      throw wrong(name, "must be a list");
    }
    return element.getAsJsonArray();
  }

  private String text(String name, JsonElement element) {
    if (element instanceof JsonPrimitive primitive && primitive.isString()) {
      return primitive.getAsString();
    }
    throw wrong(name, "must be text");
  }
}
