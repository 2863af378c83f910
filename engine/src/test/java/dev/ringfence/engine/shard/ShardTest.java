package dev.ringfence.engine.shard;

import static dev.ringfence.engine.testing.Commands.deposit;
import static dev.ringfence.engine.testing.Commands.getAccount;
import static dev.ringfence.engine.testing.Commands.openAccount;
import static dev.ringfence.engine.testing.Commands.reserve;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.state.ShardState;
import dev.ringfence.engine.state.WindowSizes;
import dev.ringfence.engine.testing.InMemoryJournal;
import dev.ringfence.engine.testing.RecordingSink;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShardTest {
  private final InMemoryJournal journal = new InMemoryJournal();
  private final RecordingSink sink = new RecordingSink();
  private final Shard shard =
      new Shard(
          ShardConfig.of(0, 1),
          new ShardState(WindowSizes.DEFAULT),
          journal,
          System::currentTimeMillis,
          EngineMetrics.NONE,
          (shardId, cause) -> {});

  @AfterEach
  void stop() throws InterruptedException {
    shard.stop(Duration.ofSeconds(5));
  }

  @Test
  void shouldAnswerWithWhatIsDurable() throws InterruptedException {
    shard.start();

    shard.tryPublish(sink.asking(openAccount(1, "r1", "USD")));
    shard.tryPublish(sink.asking(deposit(1, "r2", 100)));
    shard.tryPublish(sink.asking(reserve(1, "r3", "o1", 60)));
    shard.tryPublish(sink.asking(reserve(1, "r4", "o2", 60)));
    shard.tryPublish(sink.asking(getAccount(1)));

    List<Answer> answers = sink.awaitReplies(5);
    assertTrue(answers.get(2).accepted());
    assertEquals(40, answers.get(2).balance());
    assertEquals(60, answers.get(2).remaining());
    assertFalse(answers.get(3).accepted());
    assertEquals(Reason.INSUFFICIENT_BALANCE, answers.get(3).reason());
    assertEquals(40, answers.get(4).balance());
    assertEquals(60, answers.get(4).reserved());
    assertEquals(3, answers.get(4).version());
    assertEquals(3, journal.ledger().size());
  }
}
