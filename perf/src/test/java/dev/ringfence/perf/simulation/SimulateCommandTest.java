package dev.ringfence.perf.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class SimulateCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void quiet() {
    Quiet.on();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--seeds 0",
        "--seeds -5",
        "--seeds 2 --seed 9223372036854775807",
        "--seeds 2 --seed 1 --commands 3",
        "--seeds 2 --seed 1 --calm KILL",
        "--seeds 2 --seed 1 --spare KILL:1",
        "--seeds 2 --seed 1 --trace",
        "--seeds 1 --seed 1 --commands 0"
      })
  void shouldRefuseWhatItWouldNotRun(String arguments) {
    assertEquals(2, execute(arguments), out::toString);
    assertEquals("", out.toString());
  }

  @Test
  void shouldRunOneSeedAsItIsAsked() {
    assertEquals(0, execute("--seeds 1 --seed 7 --commands 5 --calm KILL --trace"), err::toString);
    assertTrue(out.toString().contains("every promise was kept"), out::toString);
  }

  private int execute(String arguments) {
    CommandLine commands = SimulateCommand.commandLine();
    commands.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return commands.execute(arguments.split(" ", -1));
  }
}
