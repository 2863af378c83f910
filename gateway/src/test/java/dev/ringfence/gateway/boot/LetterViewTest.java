package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Anybody may write into a topic of events, and a person reads it on a terminal. */
final class LetterViewTest {
  private static final String HARMLESS = "é 中 \\ \" \n";

  @Test
  void shouldShowNothingThatSteersATerminal() {
    assertEquals("a?[2J? 中", LetterView.printable("a\u009b[2J\u202e 中"));
  }

  @Test
  void shouldWriteJsonThatSteersNoTerminalAndSaysTheSame() {
    for (Gson gson : List.of(new Gson(), new GsonBuilder().setPrettyPrinting().create())) {
      JsonObject event = new JsonObject();
      event.addProperty("eventId", "\u001b[2J\u009b2J\u007f\u0085\u202e" + HARMLESS);

      String shown = LetterView.printableJson(gson.toJson(event));

      assertTrue(shown.contains("\\u009b2J"), shown);
      assertTrue(shown.contains("é 中"), shown);
      assertEquals(
          0,
          shown
              .chars()
              .filter(
                  character ->
                      character != '\n'
                          && (Character.isISOControl(character)
                              || Character.getType(character) == Character.FORMAT))
              .count(),
          shown);
      assertEquals(event, JsonParser.parseString(shown));
    }
  }
}
