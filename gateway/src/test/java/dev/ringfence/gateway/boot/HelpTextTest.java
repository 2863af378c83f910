package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

final class HelpTextTest {
  /** The end of a paragraph, or an example on a line of its own. */
  private static final Pattern MAY_END = Pattern.compile("|  .*|.*[.:]");

  /** Lines are broken where the column ends; who does it by hand gets half lines between whole. */
  @Test
  void shouldBreakNoSentenceByHand() {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    List<String> broken = new ArrayList<>();

    find(Ringfence.commandLine(nowhere, nowhere), broken);

    assertEquals(List.of(), broken);
  }

  private static void find(CommandLine command, List<String> broken) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    note(usage.description(), broken);
    note(usage.footer(), broken);
    for (ArgSpec argument : command.getCommandSpec().args()) {
      note(argument.description(), broken);
    }
    command.getSubcommands().values().forEach(below -> find(below, broken));
  }

  private static void note(String[] lines, List<String> broken) {
    for (int index = 0; index + 1 < lines.length; index++) {
      if (!MAY_END.matcher(lines[index]).matches()) {
        broken.add(lines[index]);
      }
    }
  }
}
