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
import dev.ringfence.engine.state.WindowSizes;
import dev.ringfence.engine.testing.InMemoryJournal;
import dev.ringfence.engine.testing.JournalFault;
import dev.ringfence.engine.testing.TestSeed;
import dev.ringfence.journal.tape.CutShort;
import dev.ringfence.journal.tape.SessionStart;
import dev.ringfence.journal.tape.Tape;
import dev.ringfence.journal.tape.TapeConfig;
import dev.ringfence.journal.tape.TapeLibrary;
import dev.ringfence.journal.tape.TapedShard;
import dev.ringfence.journal.tape.WholeTape;
import dev.ringfence.snapshotter.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
  private final long seed = TestSeed.get();
  private final InMemoryJournal journal = new InMemoryJournal();

  @TempDir Path folder;

  @Test
  void shouldGiveEveryAnswerAndTheStateHashAgain() throws Exception {
    TapedShard shard;
    try (WholeTape tape = tape()) {
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
  void shouldGiveEveryAnswerAgainWhenKillsCutCommitsShort() throws Exception {
    Random random = new Random(seed);
    ShardState state = new ShardState(TapedShard.CONFIG.windows());
    long timeMillis = TapedShard.FIRST_MILLIS;
    for (int life = 0; life < 30; life++) {
      try (WholeTape tape = tape()) {
        SessionStart start = start(life, state, readFrom());
        TapedShard shard = new TapedShard(seed + life, state, journal, tape.begin(0, start));
        shard.timeMillis(timeMillis);
        journal.fault(JournalFault.NONE);
        shard.runBatches(random.nextInt(20));
        journal.fault(new CutShort(random.nextBoolean()));
        assertThrows(CutShort.Killed.class, () -> shard.runBatches(1_000), () -> "seed " + seed);
        timeMillis = shard.timeMillis();
      }
      state = rebuilt(readFrom());
    }
    long last = journal.batches();
    Tape.salvage(config(), library());

    ShardReport report = replay(last).shards().getFirst();

    assertNull(report.finding(), () -> "seed " + seed + "\n" + report.render());
    assertEquals(last, report.toBatch(), "seed " + seed);
    assertEquals(state.stateHash(), report.stateHash(), "seed " + seed);
  }

  @Test
  void shouldKnowNoMoreThanAShardThatReadTheEndOfItsLedgerAgain() throws Exception {
    ShardState state = new ShardState(TapedShard.CONFIG.windows());
    try (WholeTape tape = tape()) {
      long timeMillis = TapedShard.FIRST_MILLIS;
      for (int life = 0; life < 10; life++) {
        long from = Math.max(1, state.sequence() - 20);
        state = life == 0 ? state : rebuilt(from);
        SessionStart start = start(life, state, from);
        // With its seed again, so that it asks for what it asked for before.
        TapedShard shard = new TapedShard(seed, state, journal, tape.begin(0, start));
        shard.timeMillis(timeMillis);
        shard.runBatches(50);
        timeMillis = shard.timeMillis();
      }
    }

    ShardReport report = replay().shards().getFirst();

    assertNull(report.finding(), () -> "seed " + seed + "\n" + report.render());
    assertEquals(state.stateHash(), report.stateHash(), "seed " + seed);
  }

  @Test
  void shouldNotCallItCleanWhenTheEndIsDamaged() throws Exception {
    try (WholeTape tape = tape()) {
      shard(tape.begin(0, SessionStart.EMPTY)).runBatches(50);
    }
    Path segment;
    try (Stream<Path> files = Files.list(folder.resolve("tape"))) {
      segment = files.findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(segment);
    bytes[bytes.length / 2] ^= 1;
    Files.write(segment, bytes);

    ReplayReport report = replay();

    assertEquals(1, report.exitCode());
    assertTrue(report.render().contains("the tape is damaged"), report.render());
  }

  @Test
  void shouldTellWhatOneAccountAskedAndWasTold() throws Exception {
    List<String> history = new ArrayList<>();
    try (WholeTape tape = tape()) {
      shard(tape.begin(0, SessionStart.EMPTY)).runBatches(50);
    }

    ReplayReport report =
        new Replay(
                library(),
                new ReplayScope(Long.MAX_VALUE, OptionalLong.of(3), history::add),
                Progress.NONE)
            .fromEmpty();

    assertEquals(0, report.exitCode(), report::render);
    assertTrue(history.getFirst().contains("OPEN_ACCOUNT account=3"), history::toString);
    assertTrue(history.size() > 10 && history.size() < report.shards().getFirst().commands());
    assertTrue(history.stream().allMatch(line -> line.contains("account=3 ")));
  }

  @Test
  void shouldFindTheFirstAnswerThatDiffers() throws Exception {
    long[] planted = {-1, -1};
    try (WholeTape tape = tape()) {
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
  void shouldNotGoOnBehindAGap() throws Exception {
    TapedShard shard;
    long before;
    try (WholeTape tape = tape()) {
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
  void shouldSayThatTheBeginningIsMissingWhenTheTapeBeginsLater() throws Exception {
    try (WholeTape tape = tape()) {
      TapedShard shard = shard(_ -> {});
      shard.runBatches(20);
      shard.tape(tape.begin(0, shard.start()));
      shard.runBatches(20);
    }

    assertTrue(replay().render().contains("batches 1 to "), () -> "seed " + seed);
  }

  @Test
  void shouldSeeThatTwoHistoriesAreOnOneTape() throws Exception {
    try (WholeTape tape = tape()) {
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

  private WholeTape tape() {
    return WholeTape.start(config());
  }

  private TapeLibrary library() throws IOException {
    return TapeLibrary.open(List.of(folder.resolve("tape")));
  }

  private TapeConfig config() {
    return TapeConfig.of(folder.resolve("tape"), 1 << 28, Duration.ofDays(1));
  }

  /** Where a recovery begins to read the ledger: it reads as much as the windows hold. */
  private long readFrom() {
    WindowSizes windows = TapedShard.CONFIG.windows();
    int rows = Math.max(windows.accepted(), windows.closed());
    return Math.max(1, journal.ledger().size() - rows + 1);
  }

  private static SessionStart start(long epoch, ShardState state, long rememberedFrom) {
    return new SessionStart(
        epoch, state.batchNumber(), state.sequence(), state.timeMillis(), rememberedFrom);
  }

  /** From what is durable, as a recovery does it, with a memory from this sequence on. */
  private ShardState rebuilt(long rememberedFrom) {
    ShardState state = new ShardState(TapedShard.CONFIG.windows());
    for (Effect effect : journal.ledger()) {
      state.apply(effect);
    }
    if (rememberedFrom > 1) {
      LedgerTail tail = new LedgerTail(1_000_000);
      journal.ledger().forEach(tail::add);
      tail.restore(state, rememberedFrom);
    }
    state.restoreLog(journal.batches(), state.sequence(), state.timeMillis());
    state.commit(journal.batches());
    return state;
  }

  private ReplayReport replay() throws Exception {
    return replay(Long.MAX_VALUE);
  }

  private ReplayReport replay(long until) throws Exception {
    return new Replay(library(), ReplayScope.ALL.until(until), Progress.NONE).fromEmpty();
  }
}
