package dev.ringfence.journal.tape;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import dev.ringfence.engine.state.ShardState;
import dev.ringfence.engine.testing.InMemoryJournal;
import dev.ringfence.engine.testing.JournalFault;
import dev.ringfence.journal.tape.TapedBatch.Joint;
import dev.ringfence.journal.testing.LogLines;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is with the journal when its process dies, or when its shard is fenced. */
class OpenBatchTest {
  private final InMemoryJournal journal = new InMemoryJournal();
  @TempDir private Path folder;
  private TapeConfig config;
  private HandOver handOver;
  private ShardTape tape;
  private TapedShard shard;

  @BeforeEach
  void openTape() {
    assumeTrue(Files.exists(Path.of("/dev/shm")), "there is memory that outlives a process");
    config = TapeConfig.of(folder.resolve("tape"), 1 << 20, Duration.ofDays(1));
    handOver = HandOver.open(config.directory(), 0, config.handOverBytes());
    tape = Tape.shardTape(config, TapedShard.CONFIG, Disk.FILES, TapeObserver.NONE, handOver);
    tape.begin(1, SessionStart.EMPTY);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldLeaveItOpenWhenNothingFollowsAKill(boolean isDurable) throws IOException {
    killInMidCommit(isDurable);

    salvage();

    Last last = last();
    assertTrue(last.isOpen());
    assertEquals(journal.batches() + (isDurable ? 0 : 1), last.number());
    assertEquals(Joint.FOLLOWS, last.joint());
    assertFalse(HandOver.exists(config.directory(), 0));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldKnowItsFateWhenTheNextProcessBegins(boolean isDurable) throws IOException {
    killInMidCommit(isDurable);

    next(2).close();

    Last last = last();
    assertFalse(last.isOpen());
    assertEquals(journal.batches(), last.number());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldKnowItsFateWhenTheSameProcessGoesOnAfterAFence(boolean isDurable) throws IOException {
    run(JournalFault.NONE);
    run(new CutShort(isDurable));

    tape.begin(2, start(2));
    tape.close();

    Last last = last();
    assertFalse(last.isOpen());
    assertEquals(journal.batches(), last.number());
  }

  @Test
  void shouldKnowItsFateWhenAnotherProcessWentOnAndItWasWrittenDownLater() throws IOException {
    killInMidCommit(false);
    TapeConfig elsewhere = TapeConfig.of(folder.resolve("other"), 1 << 20, Duration.ofDays(1));
    ShardTape other =
        Tape.shardTape(
            elsewhere,
            TapedShard.CONFIG,
            Disk.FILES,
            TapeObserver.NONE,
            HandOver.inProcess(elsewhere.handOverBytes()));
    other.begin(2, start(2));
    other.close();

    salvage();

    Last last = last(config.directory(), elsewhere.directory());
    assertFalse(last.isOpen());
    assertEquals(journal.batches(), last.number());
  }

  @Test
  void shouldLeaveOutWhatWasNotHandedOverWholeWhenAKillCameFirst() throws IOException {
    run(JournalFault.NONE);
    tape.drain();
    ByteBuffer half = ByteBuffer.allocate(200).put(0, Frames.UNWRITTEN);
    assertTrue(handOver.claim(half) != HandOver.NOTHING);
    handOver.abandon();

    salvage();

    Last last = last();
    assertFalse(last.isOpen());
    assertEquals(journal.batches(), last.number());
  }

  @Test
  void shouldComeOnceWhenASalvageWasCutShort() throws IOException {
    killInMidCommit(true);
    Path ring = handOver.file();
    byte[] left = Files.readAllBytes(ring);
    salvage();
    Files.write(ring, left);
    salvage();

    assertTrue(last().isOpen());
    next(2).close();

    assertEquals(journal.batches(), last().number());
    assertFalse(last().isOpen());
  }

  @Test
  void shouldKeepAsideWhatAnotherVersionLeftAndSayWhere() throws IOException {
    killInMidCommit(true);
    byte[] left = leftByAnotherVersion();
    LogLines lines = new LogLines(HandOver.class, Level.WARN);

    try (lines) {
      next(2).close();
    }

    assertEquals(1, lines.said().size());
    String line = lines.said().getFirst();
    Matcher aside = Pattern.compile("/dev/shm/\\S+-unread-\\d+").matcher(line);
    assertTrue(line.contains(handOver.file() + " was left by another version"), line);
    assertTrue(aside.find(), line);
    assertArrayEquals(left, Files.readAllBytes(Path.of(aside.group())));
    Files.delete(Path.of(aside.group()));
    assertFalse(HandOver.exists(config.directory(), 0));
  }

  @Test
  void shouldNotReplayWithoutWhatAnotherVersionLeft() throws IOException {
    killInMidCommit(true);
    byte[] left = leftByAnotherVersion();

    TapeException refused = assertThrows(TapeException.class, this::salvage);

    assertTrue(refused.getMessage().startsWith(handOver.file().toString()), refused::getMessage);
    assertArrayEquals(left, Files.readAllBytes(handOver.file()));
    Files.delete(handOver.file());
  }

  @Test
  void shouldTakeForEmptyWhatAKillCutShortWhileItWasMade() throws IOException {
    run(JournalFault.NONE);
    tape.drain();
    handOver.abandon();
    Files.write(handOver.file(), new byte[1_000]);

    salvage();

    assertFalse(HandOver.exists(config.directory(), 0));
  }

  /** As before there was a mark: the ring, and nothing before it. */
  private byte[] leftByAnotherVersion() throws IOException {
    byte[] ours = Files.readAllBytes(handOver.file());
    int ring = config.handOverBytes() + RingBufferDescriptor.TRAILER_LENGTH;
    byte[] theirs = Arrays.copyOfRange(ours, ours.length - ring, ours.length);
    Files.write(handOver.file(), theirs);
    return theirs;
  }

  @Test
  void shouldBeReadToItsEndWhenWhatFollowsIsUnusedRoom() throws IOException {
    for (int round = 0; round < 200; round++) {
      TapedShard shard =
          new TapedShard(
              round, new ShardState(TapedShard.CONFIG.windows()), new InMemoryJournal(), tape);
      tape.begin(round, SessionStart.EMPTY);
      shard.runBatches(20);
      boolean isBusy = tape.drain();
      while (isBusy) {
        isBusy = tape.drain();
      }
      assertEquals(0, handOver.waiting(), "round " + round);
    }
    tape.close();
    assertFalse(HandOver.exists(config.directory(), 0));
  }

  private record Last(long number, boolean isOpen, Joint joint) {}

  private void killInMidCommit(boolean isDurable) throws IOException {
    run(JournalFault.NONE);
    tape.drain();
    run(new CutShort(isDurable));
    handOver.abandon();
  }

  private void run(JournalFault fault) {
    if (shard == null) {
      shard = new TapedShard(7, new ShardState(TapedShard.CONFIG.windows()), journal, tape);
    }
    journal.fault(fault);
    if (!(fault instanceof CutShort)) {
      shard.runBatches(20);
    } else {
      assertThrows(CutShort.Killed.class, () -> shard.runBatches(20));
    }
  }

  private SessionStart start(long epoch) {
    return new SessionStart(epoch, journal.batches(), journal.ledger().size(), 0, 1);
  }

  private ShardTape next(long session) {
    ShardTape next =
        Tape.shardTape(
            config,
            TapedShard.CONFIG,
            Disk.FILES,
            TapeObserver.NONE,
            HandOver.open(config.directory(), 0, config.handOverBytes()));
    next.begin(session, start(session));
    return next;
  }

  private void salvage() throws IOException {
    Tape.salvage(config, TapeLibrary.open(List.of(config.directory())));
  }

  private Last last() throws IOException {
    return last(config.directory());
  }

  private static Last last(Path... folders) throws IOException {
    Last last = null;
    try (TapeReader reader = TapeLibrary.open(List.of(folders)).reader(0)) {
      for (TapedBatch batch = reader.next(); batch != null; batch = reader.next()) {
        last = new Last(batch.number(), batch.isOpen(), batch.joint());
      }
    }
    return last;
  }
}
