package dev.ringfence.gateway.boot;

import com.google.gson.JsonObject;
import dev.ringfence.gateway.cli.ExitCode;
import dev.ringfence.gateway.deadletters.DeadLetter;
import dev.ringfence.gateway.deadletters.DeadLetterOffice;
import dev.ringfence.gateway.deadletters.LetterFilter;
import dev.ringfence.gateway.deadletters.LetterPlace;
import dev.ringfence.gateway.deadletters.Requeue;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends dead letters back to the topics they came from. */
@Command(
    name = "requeue",
    description = {
      "Send dead letters back: named ones, or --all that match.",
      "Each keeps its event id, so it has one effect however often it is sent. A record of who sent"
          + " what is kept in topic ringfence.dlq.audit."
    })
final class DlqRequeueCommand implements Callable<Integer> {
  private static final int MAX_PER_SECOND = 10_000;

  @Spec private CommandSpec spec;
  @Mixin private KafkaOptions kafka;
  @Mixin private LetterOptions letters;

  @Parameters(
      paramLabel = "LETTER",
      arity = "0..*",
      description = "As dlq list names it: TOPIC:PARTITION:OFFSET.")
  private List<String> names = List.of();

  @Option(
      names = "--all",
      description =
          "All that match --topic, --reason, --account and time; of trading.account.events"
              + " only where --topic names it.")
  private boolean all;

  @Option(names = "--again", description = "With --all: also those that were sent back before.")
  private boolean again;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many a second at most (default: ${DEFAULT-VALUE}).")
  private int rate;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      defaultValue = "${sys:user.name}",
      description = "Who does it, for the audit (default: ${DEFAULT-VALUE}).")
  private String who;

  @Option(names = "--dry-run", description = "Only say what would be sent.")
  private boolean dryRun;

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  private int met;
  private int sent;

  @Override
  public Integer call() {
    if (all == !names.isEmpty()) {
      throw new ConfigurationException("Name the letters, or say --all, but not both");
    }
    if (!all && (again || letters.isNarrowed())) {
      throw new ConfigurationException(
          "A letter that is named goes whatever is in it: --topic, --reason, --account, --since,"
              + " --until and --again say which of --all are meant");
    }
    if (rate < 1 || rate > MAX_PER_SECOND) {
      throw new ConfigurationException("--rate must be from 1 to " + MAX_PER_SECOND);
    }
    List<LetterPlace> places = names.stream().map(DlqRequeueCommand::place).toList();
    DeadLetterOffice office = new DeadLetterOffice(kafka.connection(System.getenv()));
    boolean complete = dryRun ? show(office, places) : send(office, places);
    return complete ? ExitCode.GOOD : ExitCode.REJECTED;
  }

  static LetterPlace place(String name) {
    try {
      return LetterPlace.parse(name);
    } catch (IllegalArgumentException wrong) {
      throw new ConfigurationException(wrong.getMessage(), wrong);
    }
  }

  /** Goes through what is meant, one by one; tells whether all that was named is there. */
  private boolean visit(
      DeadLetterOffice office, List<LetterPlace> places, Consumer<DeadLetter> visitor) {
    if (all) {
      Predicate<LetterPlace> leftOut = again ? _ -> false : office.sentBack()::contains;
      office.read(
          letters.filterAmong(LetterFilter.INGRESS),
          letter -> {
            if (!leftOut.test(letter.place())) {
              visitor.accept(letter);
            }
            return true;
          });
      return true;
    }
    boolean complete = true;
    for (LetterPlace place : places) {
      Optional<DeadLetter> letter = office.find(place);
      letter.ifPresent(visitor);
      if (letter.isEmpty()) {
        spec.commandLine().getErr().println("There is no dead letter " + place + " (any more).");
        complete = false;
      }
    }
    return complete;
  }

  private boolean show(DeadLetterOffice office, List<LetterPlace> places) {
    boolean complete = tellOfEach(office, places, "would be sent to", DeadLetter::originTopic);
    spec.commandLine().getErr().println("Would send back " + sent + " of " + met + ".");
    return complete;
  }

  private boolean send(DeadLetterOffice office, List<LetterPlace> places) {
    try (Requeue requeue = office.requeue(rate, who)) {
      return tellOfEach(office, places, "sent to", requeue::send);
    } finally {
      spec.commandLine().getErr().println("Sent back " + sent + " of " + met + ".");
    }
  }

  /** Where each goes; false if one of them does not. */
  private boolean tellOfEach(
      DeadLetterOffice office,
      List<LetterPlace> places,
      String verb,
      Function<DeadLetter, String> destination) {
    boolean complete =
        visit(
            office,
            places,
            letter -> {
              met++;
              if (!stays(letter)) {
                tell(letter, verb, destination.apply(letter));
                sent++;
              }
            });
    return complete && sent == met;
  }

  private boolean stays(DeadLetter letter) {
    String obstacle = Requeue.obstacle(letter);
    if (obstacle != null) {
      spec.commandLine().getErr().println(letter.place() + " stays: " + obstacle + ".");
    }
    return obstacle != null;
  }

  private void tell(DeadLetter letter, String verb, String where) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonObject line = new JsonObject();
      line.addProperty("letter", letter.place().toString());
      line.addProperty("event_id", letter.content().eventId());
      line.addProperty("to", where);
      line.addProperty("sent", !dryRun);
      line.addProperty("by", who);
      out.println(LetterView.printableJson(line.toString()));
    } else {
      out.println(
          letter.place()
              + " ("
              + LetterView.printable(letter.reason())
              + ") "
              + verb
              + ' '
              + where
              + " by "
              + who);
    }
    out.flush();
  }
}
