package dev.ringfence.gateway.boot;

import com.google.gson.GsonBuilder;
import dev.ringfence.gateway.cli.ExitCode;
import dev.ringfence.gateway.cli.Table;
import dev.ringfence.gateway.deadletters.DeadLetter;
import dev.ringfence.gateway.deadletters.DeadLetterOffice;
import dev.ringfence.gateway.deadletters.LetterJson;
import dev.ringfence.gateway.deadletters.LetterPlace;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows one dead letter with its content. */
@Command(name = "show", description = "Show one dead letter, decoded.")
final class DlqShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private KafkaOptions kafka;

  @Parameters(paramLabel = "LETTER", description = "As dlq list names it: TOPIC:PARTITION:OFFSET.")
  private String name;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    LetterPlace place = DlqRequeueCommand.place(name);
    DeadLetterOffice office = new DeadLetterOffice(kafka.connection(System.getenv()));
    Optional<DeadLetter> found = office.find(place);
    if (found.isEmpty()) {
      spec.commandLine().getErr().println("There is no dead letter " + place + " (any more).");
      return ExitCode.REJECTED;
    }
    DeadLetter letter = found.get();
    int sentBack = office.requeueCounts(List.of(letter)).getOrDefault(place, 0);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(LetterView.printableJson(LetterJson.of(letter, sentBack).toString()));
    } else {
      Table table = LetterView.table();
      LetterView.addTo(table, letter, sentBack);
      table.print(out);
      out.println();
      out.println("from " + LetterView.printable(letter.origin()));
      out.println(
          LetterView.printableJson(
              new GsonBuilder()
                  .setPrettyPrinting()
                  .disableHtmlEscaping()
                  .create()
                  .toJson(letter.content().json())));
    }
    out.flush();
    return ExitCode.GOOD;
  }
}
