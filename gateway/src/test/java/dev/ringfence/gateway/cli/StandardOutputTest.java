package dev.ringfence.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class StandardOutputTest {
  private final StringWriter err = new StringWriter();

  @Test
  void shouldSayThatAnAnswerCouldNotBeWritten() {
    assertEquals(2, exitCodeAfter(0, failing("No space left on device")));

    assertEquals("The output can't be written: No space left on device", err.toString().strip());
  }

  @Test
  void shouldKeepSilentWhereTheReaderHasEnough() {
    assertEquals(0, exitCodeAfter(0, failing("Broken pipe")));

    assertEquals("", err.toString());
  }

  @Test
  void shouldKeepSilentAboutThatInEveryLanguage() {
    String german = "Datenübergabe unterbrochen (broken pipe)";
    StandardOutput out = new StandardOutput(failing(german), () -> german);
    out.writer().println("answer");

    assertEquals(0, out.exitCode(0, new PrintWriter(err, true)));
    assertEquals("", err.toString());
  }

  @Test
  void shouldKeepWhatIsWorse() {
    assertEquals(1, exitCodeAfter(1, failing("No space left on device")));
  }

  @Test
  void shouldWriteEachLineAtOnce() {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    StandardOutput out = new StandardOutput(file);

    out.writer().println("é");

    assertEquals("é\n", file.toString(StandardCharsets.UTF_8));
    assertEquals(0, out.exitCode(0, new PrintWriter(err, true)));
  }

  private int exitCodeAfter(int exitCode, OutputStream file) {
    StandardOutput out = new StandardOutput(file);
    out.writer().println("answer");
    return out.exitCode(exitCode, new PrintWriter(err, true));
  }

  private static OutputStream failing(String message) {
    return new OutputStream() {
      @Override
      public void write(int single) throws IOException {
        throw new IOException(message);
      }
    };
  }
}
