package dev.ringfence.engine.shard;

import static dev.ringfence.engine.testing.Commands.deposit;
import static dev.ringfence.engine.testing.Commands.openAccount;
import static dev.ringfence.engine.testing.Commands.reserve;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.CommandWriter;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectType;
import dev.ringfence.engine.state.ShardState;
import dev.ringfence.engine.testing.InMemoryJournal;
import dev.ringfence.engine.testing.RecordingSink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a wall clock that jumps does to reservations with a time to live. */
class ShardClockTest {
  private static final long START = 1_800_000_000_000L;
  private static final long HOUR = TimeUnit.HOURS.toMillis(1);
  private static final long YEAR = TimeUnit.DAYS.toMillis(365);

  private final InMemoryJournal journal = new InMemoryJournal();
  private final RecordingSink sink = new RecordingSink();
  private final AtomicLong wallMillis = new AtomicLong(START);
  private final AtomicLong nanos = new AtomicLong();
  private final ShardConfig config =
      new ShardConfig(0, 1, 8, 4, 1 << 20, WaitMode.BLOCKING, 100, 100, 100, 10, 1);
  private final EngineTime time =
      new EngineTime(0, wallMillis::get, nanos::get, EngineMetrics.NONE);
  private final ShardState state = new ShardState(config.windows());
  private Shard shard = shard();

  private int asked;

  @BeforeEach
  void start() throws InterruptedException {
    shard.start();
    ask(openAccount(1, "open", "USD"));
    ask(deposit(1, "cash", 100));
    for (int order = 0; order < 3; order++) {
      ask(reserve(1, "reserve" + order, "o" + order, 10, HOUR + order));
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    shard.stop(Duration.ofSeconds(5));
  }

  @Test
  void shouldEndNothingEarlyAndEachOnceWhenTheClockJumpsAYearAheadAndBack()
      throws InterruptedException {
    wallMillis.addAndGet(YEAR);
    pass(30_000);
    Answer during = touch();
    wallMillis.addAndGet(-YEAR);
    pass(HOUR - 30_001);
    Answer justBefore = touch();
    pass(10);
    touch();
    Answer after = touch();

    assertEquals(30, during.reserved());
    assertEquals(30, justBefore.reserved());
    assertEquals(0, after.reserved());
    assertEquals(List.of("o0", "o1", "o2"), expired());
    assertEquals(START + HOUR + 9, journal.ledger().getLast().timeMillis());
  }

  @Test
  void shouldEndEachOnceWhenTheClockJumpsAYearBackAndAheadAgain() throws InterruptedException {
    wallMillis.addAndGet(-YEAR);
    pass(HOUR + 10);
    Answer during = touch();
    wallMillis.addAndGet(YEAR);
    touch();
    Answer after = touch();

    assertEquals(30, during.reserved());
    assertEquals(0, after.reserved());
    assertEquals(List.of("o0", "o1", "o2"), expired());
  }

  @Test
  void shouldEndNothingEarlyWhenTheShardIsRebuiltDuringAJump() throws InterruptedException {
    wallMillis.addAndGet(YEAR);
    pass(30_000);
    touch();

    shard.stop(Duration.ofSeconds(5));
    shard = shard();
    shard.start();
    Answer rebuilt = touch();

    assertEquals(30, rebuilt.reserved());
    assertEquals(List.of(), expired());
  }

  private Shard shard() {
    return new Shard(
        config, state, journal, BatchListener.NONE, time, EngineMetrics.NONE, (_, _) -> {});
  }

  private List<String> expired() {
    return journal.ledger().stream()
        .filter(effect -> effect.type() == EffectType.EXPIRED)
        .map(ShardClockTest::orderId)
        .toList();
  }

  private static String orderId(Effect effect) {
    return effect.reservation().orderId().toString();
  }

  /** Makes a batch that reads the clocks as they are now, and tells how the account is. */
  private Answer touch() throws InterruptedException {
    return ask(deposit(1, "touch" + asked, 1));
  }

  private Answer ask(CommandWriter writer) throws InterruptedException {
    assertEquals(Admission.ADMITTED, shard.tryPublish(sink.asking(writer)));
    asked++;
    return sink.awaitReplies(asked).getLast();
  }

  private void pass(long millis) {
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    wallMillis.addAndGet(millis);
  }
}
