package dev.ringfence.snapshotter.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.shard.BatchListener;
import dev.ringfence.engine.shard.DecidedBatch;
import dev.ringfence.engine.state.ShardState;
import dev.ringfence.engine.testing.InMemoryJournal;
import dev.ringfence.engine.testing.JournalFault;
import dev.ringfence.journal.tape.CutShort;
import dev.ringfence.journal.tape.SessionStart;
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
import java.util.Random;
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
      shard = shard(tape.begin(0, SessionStart.EMPTY));
      for (int life = 0; life < 4; life++) {
        shard.runBatches(300);
        shard.state().forgetRefusals();
        shard.tape(tape.begin(0, shard.start()));
      }
    }

    ShardReport report = replay().shards().getFirst();

    assertNull(report.finding(), () -> "seed " + seed + "\n" + report.render());
    assertEquals(shard.state().batchNumber(), report.toBatch(), "seed " + seed);
    assertEquals(shard.state().stateHash(), report.stateHash(), "seed " + seed);
    assertTrue(journal.rolledBack() > 10, "the journal had something to say: seed " + seed);
  }

  @Test
  void shouldGiveEveryAnswerAgainWhenKillsCutCommitsShort() throws IOException {
    Random random = new Random(seed);
    ShardState state = new ShardState(TapedShard.CONFIG.windows());
    long timeMillis = TapedShard.FIRST_MILLIS;
    for (int life = 0; life < 30; life++) {
      try (Tape tape = tape()) {
        TapedShard shard =
            new TapedShard(
                seed + life, state, journal, tape.begin(0, TapedShard.start(life, state)));
        shard.timeMillis(timeMillis);
        journal.fault(JournalFault.NONE);
        shard.runBatches(random.nextInt(20));
        journal.fault(new CutShort(random.nextBoolean()));
        assertThrows(CutShort.Killed.class, () -> shard.runBatches(1_000), () -> "seed " + seed);
        timeMillis = shard.timeMillis();
      }
      state = rebuilt();
    }
    long last = journal.batches();

    ShardReport report = replay(last).shards().getFirst();

    assertNull(report.finding(), () -> "seed " + seed + "\n" + report.render());
    assertEquals(last, report.toBatch(), "seed " + seed);
    assertEquals(state.stateHash(), report.stateHash(), "seed " + seed);
  }

  @Test
  void shouldFindTheFirstAnswerThatDiffers() throws IOException {
    long[] planted = {-1, -1};
    try (Tape tape = tape()) {
      BatchListener real = tape.begin(0, SessionStart.EMPTY);
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
      BatchListener real = tape.begin(0, SessionStart.EMPTY);
      shard = shard(real);
      shard.runBatches(50);
      before = shard.state().batchNumber();
      shard.tape(_ -> {});
      shard.runBatches(20);
      shard.tape(tape.begin(0, shard.start()));
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
      shard.tape(tape.begin(0, shard.start()));
      shard.runBatches(20);
    }

    assertTrue(replay().render().contains("batches 1 to "), () -> "seed " + seed);
  }

  @Test
  void shouldSeeThatTwoHistoriesAreOnOneTape() throws IOException {
    try (Tape tape = tape()) {
      TapedShard first = shard(tape.begin(0, SessionStart.EMPTY));
      first.runBatches(50);
      TapedShard second =
          new TapedShard(
              seed,
              new ShardState(TapedShard.CONFIG.windows()),
              new InMemoryJournal(),
              tape.begin(0, SessionStart.EMPTY));
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

  /** From what is durable, as a recovery does it. */
  private ShardState rebuilt() {
    ShardState state = new ShardState(TapedShard.CONFIG.windows());
    for (Effect effect : journal.ledger()) {
      state.apply(effect);
    }
    state.restoreLog(journal.batches(), state.sequence(), state.timeMillis());
    state.commit(journal.batches());
    return state;
  }

  private ReplayReport replay() throws IOException {
    return replay(Long.MAX_VALUE);
  }

  private ReplayReport replay(long until) throws IOException {
    return new Replay(TapeLibrary.open(List.of(folder.resolve("tape"))), until, Progress.NONE)
        .fromEmpty();
  }
}
