package dev.ringfence.gateway.boot;

import dev.ringfence.gateway.cli.ExitCode;
import dev.ringfence.gateway.cli.Table;
import dev.ringfence.gateway.deadletters.DeadLetter;
import dev.ringfence.gateway.deadletters.DeadLetterOffice;
import dev.ringfence.gateway.deadletters.LetterJson;
import dev.ringfence.gateway.deadletters.LetterPlace;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists dead letters. */
@Command(name = "list", description = "List dead letters, those of a partition in order.")
final class DlqListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private KafkaOptions kafka;
  @Mixin private LetterOptions letters;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many at most (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  @Override
  public Integer call() {
    if (limit < 1) {
      throw new ConfigurationException("--limit must be 1 or more, not " + limit);
    }
    DeadLetterOffice office = new DeadLetterOffice(kafka.connection(System.getenv()));
    List<DeadLetter> found = new ArrayList<>();
    office.read(
        letters.filter(),
        letter -> {
          found.add(letter);
          return found.size() <= limit;
        });
    boolean isMore = found.size() > limit;
    List<DeadLetter> shown = isMore ? found.subList(0, limit) : found;
    print(shown, office.requeueCounts(shown));
    if (isMore) {
      spec.commandLine().getErr().println("There are more: raise --limit, or say which.");
    }
    return ExitCode.GOOD;
  }

  private void print(List<DeadLetter> shown, Map<LetterPlace, Integer> sentBack) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      shown.forEach(
          letter ->
              out.println(
                  LetterView.printableJson(
                      LetterJson.of(letter, count(sentBack, letter)).toString())));
    } else if (shown.isEmpty()) {
      out.println("No dead letters.");
    } else {
      Table table = LetterView.table();
      shown.forEach(letter -> LetterView.addTo(table, letter, count(sentBack, letter)));
      table.print(out);
    }
    out.flush();
  }

  private static int count(Map<LetterPlace, Integer> sentBack, DeadLetter letter) {
    return sentBack.getOrDefault(letter.place(), 0);
  }
}
