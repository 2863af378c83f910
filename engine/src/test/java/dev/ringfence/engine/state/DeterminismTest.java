package dev.ringfence.engine.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.command.CommandWriter;
import dev.ringfence.engine.shard.ShardConfig;
import dev.ringfence.engine.shard.SteppedShard;
import dev.ringfence.engine.shard.WaitMode;
import dev.ringfence.engine.testing.Commands;
import dev.ringfence.engine.testing.InMemoryJournal;
import dev.ringfence.engine.testing.RecordingSink;
import dev.ringfence.engine.testing.TestSeed;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DeterminismTest {
  private static final ShardConfig CONFIG =
      new ShardConfig(0, 1, 1_024, 512, 1 << 20, WaitMode.BLOCKING, 512, 512, 522, 10, 1);

  @Test
  void shouldEndInTheSameStateHoweverTheStreamIsCut() {
    long seed = TestSeed.get();

    ShardState alone = run(seed, 1);
    ShardState small = run(seed, 7);
    ShardState large = run(seed, 500);

    assertTrue(alone.openReservationCount() > 0, "seed " + seed);
    assertEquals(alone.stateHash(), small.stateHash(), "seed " + seed);
    assertEquals(alone.stateHash(), large.stateHash(), "seed " + seed);
  }

  @Test
  void shouldGiveTheSameAnswersWhateverTheHashSeed() {
    long seed = TestSeed.get();
    RecordingSink oneSink = new RecordingSink();
    RecordingSink otherSink = new RecordingSink();

    ShardState one = run(seed, 7, 0, oneSink);
    ShardState other = run(seed, 7, new SplittableRandom(seed).nextLong(), otherSink);

    assertEquals(one.stateHash(), other.stateHash(), "seed " + seed);
    assertEquals(20_000, oneSink.answers().size(), "seed " + seed);
    assertEquals(told(oneSink), told(otherSink), "seed " + seed);
  }

  private static List<String> told(RecordingSink sink) {
    return sink.answers().stream()
        .map(
            answer ->
                "%s %s %d %d %d %d %d"
                    .formatted(
                        answer.reason(),
                        answer.replayed(),
                        answer.balance(),
                        answer.reserved(),
                        answer.version(),
                        answer.quantity(),
                        answer.remaining()))
        .toList();
  }

  private static ShardState run(long seed, int batchSize) {
    return run(seed, batchSize, batchSize, new RecordingSink());
  }

  private static ShardState run(long seed, int batchSize, long hashSeed, RecordingSink sink) {
    SplittableRandom random = new SplittableRandom(seed);
    ShardState state = new ShardState(CONFIG.windows(), hashSeed);
    InMemoryJournal journal = new InMemoryJournal();
    SteppedShard shard = new SteppedShard(CONFIG, state, journal);
    for (int index = 0; index < 20_000; index++) {
      publish(shard, random, index, sink);
      if (index % batchSize == 0) {
        step(shard);
      }
    }
    step(shard);
    ShardState replayed = new ShardState(CONFIG.windows());
    journal.ledger().forEach(replayed::apply);
    assertEquals(state.stateHash(), replayed.stateHash(), "seed " + seed);
    return state;
  }

  private static void publish(
      SteppedShard shard, SplittableRandom random, int index, RecordingSink sink) {
    long account = 1 + random.nextLong(10);
    String request = "r" + (random.nextInt(10) == 0 ? random.nextInt(index + 1) : index);
    String order = "o" + random.nextInt(index / 4 + 1);
    CommandWriter writer =
        switch (random.nextInt(7)) {
          case 0 -> Commands.openAccount(account, request, "USD");
          case 1 -> Commands.deposit(account, request, 1 + random.nextLong(1_000));
          case 2 -> Commands.withdraw(account, request, 1 + random.nextLong(500));
          case 3 -> Commands.reserve(account, request, "o" + index / 4, random.nextLong(500) + 1);
          case 4 -> Commands.amend(account, request, order, 1 + random.nextLong(600), 0);
          case 5 -> Commands.buy(account, request, order, "X", 5, random.nextLong(300));
          default -> Commands.release(account, request, order, random.nextLong(300));
        };
    shard.publish(sink.asking(writer));
  }

  private static void step(SteppedShard shard) {
    while (!shard.isEmpty()) {
      String cause = shard.step(1);
      if (cause != null) {
        throw new AssertionError(cause);
      }
    }
  }
}
