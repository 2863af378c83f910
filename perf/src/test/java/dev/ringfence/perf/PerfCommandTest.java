package dev.ringfence.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.gateway.cli.Defects;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

final class PerfCommandTest {
  /** 1 would say that chaos has found something. */
  @Test
  void shouldTellADefectFromAFinding() {
    for (Throwable defect : List.of(new ArithmeticException(), new StackOverflowError())) {
      StringWriter err = new StringWriter();
      CommandLine commands =
          PerfCommand.commandLine()
              .addSubcommand("broken", new Broken(defect))
              .setErr(new PrintWriter(err, true));

      assertEquals(4, Defects.run(commands, "broken"));
      assertTrue(err.toString().contains(defect.getClass().getName()), err::toString);
    }
  }

  @Test
  void shouldSayWhichVersionItIs() {
    for (String command : List.of("bench", "chaos")) {
      StringWriter out = new StringWriter();

      assertEquals(
          0, PerfCommand.commandLine().setOut(new PrintWriter(out, true)).execute(command, "-V"));
      assertTrue(out.toString().startsWith("ringfence "), out::toString);
    }
  }

  @Test
  void shouldTakeWhatBeginsWithAnAtForWhatItIs(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("arguments"), "-V");
    StringWriter err = new StringWriter();
    CommandLine commands = PerfCommand.commandLine().setErr(new PrintWriter(err, true));

    assertEquals(2, commands.execute("bench", "@" + file), "no file of arguments");
    assertTrue(err.toString().contains("@" + file), err::toString);
  }

  @Command
  private record Broken(Throwable defect) implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
      if (defect instanceof Error error) {
        throw error;
      }
      throw (Exception) defect;
    }
  }
}
