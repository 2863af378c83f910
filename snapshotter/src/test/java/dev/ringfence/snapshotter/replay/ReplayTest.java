package dev.ringfence.snapshotter.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.shard.BatchListener;
import dev.ringfence.engine.shard.DecidedBatch;
import dev.ringfence.engine.state.ShardState;
import dev.ringfence.engine.testing.InMemoryJournal;
import dev.ringfence.journal.tape.Tape;
import dev.ringfence.journal.tape.TapeConfig;
import dev.ringfence.journal.tape.TapeLibrary;
import dev.ringfence.journal.tape.TapeObserver;
import dev.ringfence.journal.tape.TapedShard;
import dev.ringfence.snapshotter.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
  private final long seed = System.nanoTime();
  private final InMemoryJournal journal = new InMemoryJournal();

  @TempDir Path folder;

  @Test
  void shouldGiveEveryAnswerAndTheStateHashAgain() throws IOException {
    TapedShard shard;
    try (Tape tape = tape()) {
      shard = shard(tape.begin(0));
      for (int life = 0; life < 4; life++) {
        shard.runBatches(300);
        shard.state().forgetRefusals();
        shard.tape(tape.begin(0));
      }
    }

    ShardReport report = replay().shards().getFirst();

    assertNull(report.finding(), () -> "seed " + seed + "\n" + report.render());
    assertEquals(shard.state().batchNumber(), report.toBatch(), "seed " + seed);
    assertEquals(shard.state().stateHash(), report.stateHash(), "seed " + seed);
    assertTrue(journal.rolledBack() > 10, "the journal had something to say: seed " + seed);
  }

  @Test
  void shouldFindTheFirstAnswerThatDiffers() throws IOException {
    long[] planted = {-1, -1};
    try (Tape tape = tape()) {
      BatchListener real = tape.begin(0);
      TapedShard shard = shard(real);
      shard.runBatches(50);
      shard.tape(batch -> plant(batch, planted, real));
      shard.runBatches(50);
    }

    ReplayFinding finding = replay().shards().getFirst().finding();

    assertEquals(planted[0], finding.batch(), "seed " + seed);
    assertEquals(planted[1], finding.position(), "seed " + seed + finding.render());
  }

  @Test
  void shouldNotGoOnBehindAGap() throws IOException {
    TapedShard shard;
    long before;
    try (Tape tape = tape()) {
      BatchListener real = tape.begin(0);
      shard = shard(real);
      shard.runBatches(50);
      before = shard.state().batchNumber();
      shard.tape(_ -> {});
      shard.runBatches(20);
      shard.tape(tape.begin(0));
      shard.runBatches(20);
    }

    ReplayReport report = replay();

    assertEquals(1, report.exitCode());
    assertEquals(before, report.shards().getFirst().toBatch(), "seed " + seed);
    assertTrue(
        report.render().contains("batches " + (before + 1) + " to "),
        () -> "seed " + seed + report.render());
  }

  @Test
  void shouldSayThatTheBeginningIsMissingWhenTheTapeBeginsLater() throws IOException {
    try (Tape tape = tape()) {
      TapedShard shard = shard(_ -> {});
      shard.runBatches(20);
      shard.tape(tape.begin(0));
      shard.runBatches(20);
    }

    assertTrue(replay().render().contains("batches 1 to "), () -> "seed " + seed);
  }

  @Test
  void shouldSeeThatTwoHistoriesAreOnOneTape() throws IOException {
    try (Tape tape = tape()) {
      TapedShard first = shard(tape.begin(0));
      first.runBatches(50);
      TapedShard second =
          new TapedShard(
              seed,
              new ShardState(TapedShard.CONFIG.windows()),
              new InMemoryJournal(),
              tape.begin(0));
      second.runBatches(50);
    }

    assertTrue(replay().render().contains("two histories"), () -> "seed " + seed);
  }

  /** Changes the first accepted answer that it sees on its way to the tape. */
  private static void plant(DecidedBatch batch, long[] planted, BatchListener tape) {
    int position = 0;
    for (int index = 0; index < batch.commands() && planted[0] < 0; index++) {
      Answer answer = batch.command(index).answer();
      if (answer.accepted() && answer.hasAccount()) {
        answer.balance(answer.balance() + 1);
        planted[0] = batch.number();
        planted[1] = position;
      }
      position++;
    }
    tape.onBatch(batch);
  }

  private TapedShard shard(BatchListener tape) {
    return new TapedShard(seed, new ShardState(TapedShard.CONFIG.windows()), journal, tape);
  }

  private Tape tape() {
    return Tape.start(
        TapeConfig.of(folder.resolve("tape"), 1 << 28, Duration.ofDays(1)),
        List.of(TapedShard.CONFIG),
        TapeObserver.NONE);
  }

  private ReplayReport replay() throws IOException {
    return new Replay(
            TapeLibrary.open(List.of(folder.resolve("tape"))), Long.MAX_VALUE, Progress.NONE)
        .fromEmpty();
  }
}
