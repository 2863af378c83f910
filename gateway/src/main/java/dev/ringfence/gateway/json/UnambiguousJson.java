package dev.ringfence.gateway.json;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * A request of the API that can be read in one way only. Without a word Protobuf's parser takes the
 * last of two fields with one name, leaves out whatever stands behind the object, takes a list for
 * what is in it, and a question mark for half a character.
 */
public final class UnambiguousJson {
  private UnambiguousJson() {}

  /**
   * Looks through it.
   *
   * @throws IOException if it is no such object; the message never repeats what is in it
   */
  public static void require(String text) throws IOException {
    JsonReader json = new JsonReader(new StringReader(text));
    json.setStrictness(Strictness.STRICT);
    try {
      readObject(json);
    } catch (MalformedJsonException | IllegalStateException wrong) {
      throw new IOException("it is no JSON object", wrong);
    }
    if (!isAtEnd(json)) {
      throw new IOException("more than one object");
    }
  }

  /** The reader itself refuses what is nested too deeply. */
  private static void readObject(JsonReader json) throws IOException {
    Set<String> names = new HashSet<>();
    json.beginObject();
    while (json.hasNext()) {
      if (!names.add(json.nextName())) {
        throw new IOException("a name twice");
      }
      readValue(json);
    }
    json.endObject();
  }

  private static void readValue(JsonReader json) throws IOException {
    switch (json.peek()) {
      case BEGIN_OBJECT -> readObject(json);
      case BEGIN_ARRAY -> {
        json.beginArray();
        while (json.hasNext()) {
          // Nothing but objects comes in lists here: of a list of one text the parser takes the
          // text.
          readObject(json);
        }
        json.endArray();
      }
      case STRING -> refuseHalfCharacters(json.nextString());
      case END_ARRAY, END_OBJECT, NAME, NUMBER, BOOLEAN, NULL, END_DOCUMENT -> json.skipValue();
    }
  }

  /**
   * Half of a pair, which only an escape can write, has no UTF-8: the service would get a question
   * mark in its place, and so an id that nobody sent.
   */
  private static void refuseHalfCharacters(String text) throws IOException {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IOException("half a character");
    }
  }

  private static boolean isAtEnd(JsonReader json) throws IOException {
    try {
      return json.peek() == JsonToken.END_DOCUMENT;
    } catch (MalformedJsonException more) {
      return false;
    }
  }
}
