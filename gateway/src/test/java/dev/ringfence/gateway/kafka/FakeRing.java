package dev.ringfence.gateway.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandWriter;
import dev.ringfence.engine.command.Failure;
import dev.ringfence.engine.command.RefusalRule;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.shard.Admission;
import dev.ringfence.gateway.routing.CommandRouter;
import java.util.ArrayList;
import java.util.List;

/** Rings that hold the commands until a test answers them. */
final class FakeRing implements CommandRouter {
  private final List<Command> commands = new ArrayList<>();
  private final List<RefusalRule> rules = new ArrayList<>();
  private Admission admission = Admission.ADMITTED;
  private int asked;
  private String impossible = "";

  /** What the engine would not take from anybody. */
  void refuseToTake(String requestId) {
    impossible = requestId;
  }

  void admit(Admission next) {
    admission = next;
  }

  @Override
  public Admission tryPublish(long accountId, CommandWriter writer) {
    asked++;
    if (admission == Admission.ADMITTED) {
      Command slot = new Command();
      writer.write(slot);
      assertEquals(slot.accountId(), accountId, "the account tells the shard");
      if (slot.requestId().toString().equals(impossible)) {
        throw new IllegalArgumentException("no such command");
      }
      commands.add(slot);
      rules.add(slot.refusalRule());
    }
    return admission;
  }

  /** How often somebody tried to put something in. */
  int asked() {
    return asked;
  }

  /** The request ids that wait for an answer, in order. */
  List<String> waiting() {
    return commands.stream().map(command -> command.requestId().toString()).toList();
  }

  /** How refusals of all commands so far were to be treated. */
  List<RefusalRule> rules() {
    return rules;
  }

  void accept(String requestId) {
    answer(requestId, Reason.NONE, false);
  }

  void replay(String requestId) {
    answer(requestId, Reason.NONE, true);
  }

  void refuse(String requestId, Reason reason) {
    answer(requestId, reason, false);
  }

  void refuseAgain(String requestId, Reason reason) {
    answer(requestId, reason, true);
  }

  void fail(String requestId, Failure failure) {
    Command command = remove(requestId);
    command.replySink().onFailure(command, failure);
  }

  private void answer(String requestId, Reason reason, boolean replayed) {
    Command command = remove(requestId);
    command.answer().accepted(reason == Reason.NONE).reason(reason).replayed(replayed);
    command.replySink().onAnswer(command, command.answer());
  }

  private Command remove(String requestId) {
    Command found =
        commands.stream()
            .filter(command -> command.requestId().toString().equals(requestId))
            .findFirst()
            .orElseThrow();
    commands.remove(found);
    return found;
  }
}
