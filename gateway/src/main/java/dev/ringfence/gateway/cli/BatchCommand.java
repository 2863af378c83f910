package dev.ringfence.gateway.cli;

import com.google.gson.JsonObject;
import dev.ringfence.client.Answer;
import dev.ringfence.client.NotDoneException;
import dev.ringfence.client.RingfenceClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Runs a file of commands over one session. Each line has a request id, its own or one made of the
 * file's content, so the same file can be run again after any mishap.
 */
@Command(
    description = "Run the commands in a file, one JSON object a line.",
    footer = {
      "",
      "A line is a SessionCommand of the .proto as JSON:",
      "  {\"deposit\": {\"accountId\": \"42\", \"amount\": \"100\"}}",
      "  {\"reserve\": {\"accountId\": \"42\", \"orderId\": \"order-1\", \"amount\": \"10.50\"}}",
      "A line without requestId gets one that is made of the file's content and the line's"
          + " number.",
      "So run the file again if anything goes wrong: what was done is not done twice, and"
          + " counted as ACCEPTED (replayed)."
    })
final class BatchCommand extends ClientCommand {
  /** Less than a client may have in flight, and enough to fill the way there. */
  private static final int MOST_IN_FLIGHT = 1_024;

  @Parameters(index = "0", paramLabel = "FILE", description = "The file; - is standard input.")
  private Path file;

  private final Map<String, Integer> counts = new TreeMap<>();
  private int exitCode = ExitCode.GOOD;

  /** One command under way. */
  private record Line(int number, CompletableFuture<Answer> answer) {}

  /** What came of it. The worst of all is the exit code. */
  private record Outcome(int exitCode, String name, String remark) {}

  @Override
  int run(Connection connection) {
    List<BatchLines.Numbered> commands = read();
    try (RingfenceClient client = connection.client()) {
      ArrayDeque<Line> underWay = new ArrayDeque<>();
      for (BatchLines.Numbered next : commands) {
        if (underWay.size() == MOST_IN_FLIGHT) {
          show(underWay.remove());
        }
        underWay.add(new Line(next.number(), client.submit(next.command())));
      }
      underWay.forEach(this::show);
    }
    if (!json()) {
      Table table = new Table("answer", "commands");
      counts.forEach(table::row);
      table.print(out());
    }
    return exitCode;
  }

  private List<BatchLines.Numbered> read() {
    try {
      return BatchLines.parse(
          file.toString().equals("-") ? System.in.readAllBytes() : Files.readAllBytes(file));
    } catch (NoSuchFileException missing) {
      throw wrongUsage("There is no file " + file);
    } catch (IOException unreadable) {
      throw wrongUsage("Can't read " + file + ": " + unreadable.getMessage());
    } catch (BatchLines.WrongLineException wrong) {
      throw wrongUsage(wrong.getMessage());
    }
  }

  private void show(Line line) {
    Outcome outcome;
    try {
      Answer answer = line.answer().join();
      outcome =
          switch (answer) {
            case Answer.Accepted accepted ->
                new Outcome(
                    ExitCode.GOOD,
                    accepted.result().getReplayed() ? "ACCEPTED (replayed)" : "ACCEPTED",
                    "");
            case Answer.Rejected rejected ->
                new Outcome(
                    ExitCode.REJECTED,
                    "REJECTED " + ReasonAdvice.code(rejected.reason()),
                    ReasonAdvice.of(rejected.reason()));
            case Answer.Unknown unknown ->
                new Outcome(ExitCode.NO_ANSWER, "UNKNOWN", unknown.cause());
          };
    } catch (CompletionException failure) {
      NotDoneException refused = (NotDoneException) failure.getCause();
      CallFailure explained = CallFailure.of(refused.problem(), server());
      outcome = new Outcome(explained.exitCode(), "NOT DONE", explained.message());
    }
    counts.merge(outcome.name(), 1, Integer::sum);
    exitCode = Math.max(exitCode, outcome.exitCode());
    print(line.number(), outcome);
  }

  /** What went well is only counted, where people read; what did not is shown. */
  private void print(int number, Outcome outcome) {
    if (json()) {
      JsonObject object = new JsonObject();
      object.addProperty("line", number);
      object.addProperty("answer", outcome.name());
      object.addProperty("remark", outcome.remark());
      out().println(object);
    } else if (outcome.exitCode() != ExitCode.GOOD) {
      error().println("line " + number + "  " + outcome.name() + "  " + outcome.remark());
    }
  }
}
