package dev.ringfence.gateway.identity;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import dev.ringfence.gateway.watch.UnusableFileException;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Sees to it that no object of a file says a name twice: of two grants of a client, the parser
 * takes the last, and says nothing.
 */
final class JsonNames {
  private JsonNames() {}

  /**
   * Looks through a text that was parsed already.
   *
   * @param where what the text is called in the message
   */
  static void requireOnce(String where, String json) {
    try (JsonReader reader = new JsonReader(new StringReader(json))) {
      reader.setStrictness(Strictness.STRICT);
      lookThrough(where, reader);
    } catch (IOException impossible) {
      throw new IllegalStateException("What was parsed can't be read again", impossible);
    }
  }

  private static void lookThrough(String where, JsonReader reader) throws IOException {
    Deque<Set<String>> objects = new ArrayDeque<>();
    while (true) {
      switch (reader.peek()) {
        case BEGIN_OBJECT -> {
          reader.beginObject();
          objects.push(new HashSet<>());
        }
        case NAME -> {
          if (!objects.peek().add(reader.nextName())) {
            throw new UnusableFileException(
                where + reader.getPath().substring(1) + " stands there twice");
          }
        }
        case END_OBJECT -> {
          reader.endObject();
          objects.pop();
        }
        case BEGIN_ARRAY -> reader.beginArray();
        case END_ARRAY -> reader.endArray();
        case STRING, NUMBER, BOOLEAN, NULL -> reader.skipValue();
        case END_DOCUMENT -> {
          return;
        }
      }
    }
  }
}
