package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.gateway.cli.RingfenceCommand;
import dev.ringfence.localstack.testing.Backends;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples of docs/modelling.md, typed as they stand. */
@Timeout(120)
final class ModellingIT {
  private static final Path PAGE = Path.of("..", "docs", "modelling.md");
  private static final String PROMPT = "$ ringfence ";

  /** A command, and the lines that the page shows of its answer. */
  private record Example(String command, List<String> shown) {}

  @Test
  void shouldAnswerAsThePageShows() throws Exception {
    List<Example> examples = examples();
    assertTrue(examples.size() > 25, "they were read");

    try (Node node = TestNode.on(Backends.freshDatabase()).start()) {
      for (Example example : examples) {
        List<String> answer = run(example.command(), "127.0.0.1:" + node.grpcPort());

        assertEquals(example.shown(), among(answer, example.shown()), example.command());
      }
    }
  }

  private static List<Example> examples() throws IOException {
    List<Example> examples = new ArrayList<>();
    boolean inExamples = false;
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("```")) {
        inExamples = line.equals("```console");
      } else if (inExamples && line.startsWith(PROMPT)) {
        String command = line.substring(PROMPT.length()).replaceFirst(" +#.*", "");
        examples.add(new Example(command, new ArrayList<>()));
      } else if (inExamples) {
        examples.getLast().shown().add(line);
      }
    }
    return examples;
  }

  private static List<String> run(String command, String server) {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out, true);
    List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
    words.addAll(List.of("--server", server, "--deadline", "60s"));
    RingfenceCommand.commandLine(writer, writer).execute(words.toArray(String[]::new));
    return out.toString().lines().toList();
  }

  /** What of the answer is shown, in that order; where a line is missing, the whole answer. */
  private static List<String> among(List<String> answer, List<String> shown) {
    List<String> found = new ArrayList<>();
    Iterator<String> wanted = shown.iterator();
    String next = wanted.next();
    for (String line : answer) {
      if (line.equals(next)) {
        found.add(line);
        if (!wanted.hasNext()) {
          return found;
        }
        next = wanted.next();
      }
    }
    found.add("(not shown in " + answer + ")");
    return found;
  }
}
