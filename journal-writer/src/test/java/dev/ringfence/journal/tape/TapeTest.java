package dev.ringfence.journal.tape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringfence.engine.shard.ShardConfig;
import dev.ringfence.engine.state.ShardState;
import dev.ringfence.engine.testing.InMemoryJournal;
import dev.ringfence.journal.tape.TapedBatch.Joint;
import dev.ringfence.localstack.testing.Until;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TapeTest {
  private static final int HAND_OVER_BYTES = 1 << 18;

  @TempDir Path folder;

  private final FullDisk disk = new FullDisk();
  private final Told told = new Told();
  private long nowNanos;

  @Test
  void shouldGiveBackEveryBatchWhenItWasClosed() throws IOException {
    ShardTape tape = tape(1 << 20, 1 << 20);
    TapedShard shard = shard(tape);

    shard.runBatches(50);
    tape.close();

    List<Joint> joints = joints();
    assertEquals(Joint.RESTART, joints.getFirst());
    assertEquals(told.frames, 1 + joints.size(), "and where it begins");
    assertEquals(joints.size() - 1, joints.stream().filter(Joint.FOLLOWS::equals).count());
    assertEquals(shard.state().batchNumber(), lastNumber());
  }

  @Test
  void shouldCutATornTailOffWhenTheProcessWasKilled() throws IOException {
    ShardTape tape = tape(1 << 20, 1 << 20);
    shard(tape).runBatches(20);
    tape.close();
    Path segment = segments().getLast();
    int whole = joints().size();

    long size = Files.size(segment);
    for (int cut = 1; cut < 20; cut++) {
      truncate(segment, size - cut);
      try (TapeReader reader = open()) {
        assertEquals(whole - 1, count(reader));
        assertTrue(reader.flaws().getFirst().contains("torn tail"), reader.flaws()::toString);
      }
    }
  }

  @Test
  void shouldBelieveNothingBehindAFlippedBit() throws IOException {
    ShardTape tape = tape(1 << 20, 1 << 20);
    shard(tape).runBatches(40);
    tape.close();
    int whole = joints().size();
    Path segment = segments().getLast();
    flipBit(segment, Files.size(segment) / 2);

    try (TapeReader reader = open()) {
      int read = count(reader);

      assertTrue(read > 0 && read < whole, read + " of " + whole);
      assertTrue(reader.flaws().getFirst().contains("damaged"), reader.flaws()::toString);
    }
  }

  @Test
  void shouldStopAndShowTheGapWhenTheDiskIsFullForAWhile() throws IOException {
    ShardTape tape = tape(1 << 20, 1 << 20);
    TapedShard shard = shard(tape);
    shard.runBatches(5);
    tape.drain();

    disk.isFull = true;
    for (int round = 0; round < 5; round++) {
      shard.runBatches(5);
      tape.drain();
      nowNanos += Duration.ofSeconds(1).toNanos();
    }
    disk.isFull = false;
    nowNanos += Duration.ofSeconds(11).toNanos();
    tape.drain();
    shard.runBatches(5);
    tape.close();

    assertEquals(List.of("No space left on device"), told.stops);
    assertTrue(told.missed > 0);
    assertEquals(1, joints().stream().filter(Joint.GAP::equals).count());
    assertEquals(shard.state().batchNumber(), lastNumber());
  }

  @Test
  void shouldStopForAWhileWhenTheDiskFailsAsNobodyThoughtOf() throws IOException {
    ShardTape tape = tape(1 << 20, 1 << 20);
    TapedShard shard = shard(tape);
    shard.runBatches(5);
    tape.drain();

    disk.isOdd = true;
    tape.tick();
    tape.drain();
    disk.isOdd = false;
    nowNanos += Duration.ofSeconds(11).toNanos();
    tape.drain();
    shard.runBatches(5);
    tape.close();

    assertEquals(List.of("Input/output error"), told.stops);
    assertEquals(shard.state().batchNumber(), lastNumber());
  }

  @Test
  void shouldTellThatNoShardIsRecordedWhenItsThreadHasDied() throws Exception {
    Dying dying = new Dying();
    TapeConfig config = TapeConfig.of(folder.resolve("tape"), 1 << 20, Duration.ofDays(1));
    Tape tape = Tape.start(config, List.of(ShardConfig.of(0, 2), ShardConfig.of(1, 2)), dying);
    assertFalse(tape.hasDied());

    tape.begin(0, SessionStart.EMPTY);

    Until.holds("the tape's thread has died", tape::hasDied);
    assertEquals(List.of(false, false), dying.recording);
    tape.close();
    assertFalse(tape.hasDied(), "a stop is no death");
    assertFalse(HandOver.exists(config.directory(), 0), "what is empty is not left behind");
  }

  @Test
  void shouldMissBatchesRatherThanWaitWhenTheDiskIsSlow() throws IOException {
    ShardTape tape = tape(1 << 20, 1 << 20);
    TapedShard shard = shard(tape);

    shard.runBatches(2_000);
    tape.drain();

    assertEquals(List.of("the disk does not keep up"), told.stops);
    assertTrue(told.missed > 0);
    assertEquals(Joint.RESTART, joints().getFirst());
    assertFalse(joints().contains(Joint.GAP), "what was handed over is written, to the last");
    tape.close();
  }

  @Test
  void shouldKeepNoMoreThanItMayWhenItGrows() throws IOException {
    ShardTape tape = tape(40_000, 8_000);
    TapedShard shard = shard(tape);

    for (int round = 0; round < 60; round++) {
      shard.runBatches(5);
      tape.drain();
      assertTrue(bytesOnDisk() <= 40_000, () -> "round has " + bytesOnDisk());
    }

    tape.close();
    assertTrue(told.bytes > 80_000, "it had more to keep: " + told.bytes);
    try (TapeReader reader = open()) {
      assertTrue(reader.next().numberBefore() > 0, "the oldest went");
    }
    assertEquals(shard.state().batchNumber(), lastNumber());
  }

  @Test
  void shouldDropASegmentWhenItIsTooOld() throws IOException {
    ShardTape tape = tape(1 << 20, 2_000);
    TapedShard shard = shard(tape);
    shard.runBatches(20);
    tape.drain();
    Path oldest = segments().getFirst();
    Files.setLastModifiedTime(
        oldest, FileTime.fromMillis(System.currentTimeMillis() - Duration.ofDays(2).toMillis()));

    shard.runBatches(20);
    tape.close();

    assertFalse(Files.exists(oldest));
  }

  @Test
  void shouldShowItToNobodyElse() throws IOException {
    ShardTape tape = tape(1 << 20, 1 << 20);
    shard(tape).runBatches(2);
    tape.close();

    for (Path segment : segments()) {
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(segment)));
    }
  }

  @Test
  void shouldTellARestartFromAGap() throws IOException {
    ShardTape tape = tape(1 << 20, 1 << 20);
    TapedShard shard = shard(tape);
    shard.runBatches(10);
    tape.begin(2, shard.start());
    shard.runBatches(10);
    shard.tape(_ -> {});
    shard.runBatches(10);
    tape.begin(3, shard.start());
    shard.tape(tape);
    shard.runBatches(10);
    tape.close();

    List<Joint> breaks = joints().stream().filter(joint -> joint != Joint.FOLLOWS).toList();

    assertEquals(List.of(Joint.RESTART, Joint.RESTART, Joint.GAP), breaks);
  }

  @Test
  void shouldWriteWhatAKilledProcessHadHandedOver() throws IOException {
    TapeConfig config = TapeConfig.of(folder.resolve("tape"), 1 << 20, Duration.ofDays(1));
    HandOver left = HandOver.open(config.directory(), 0, config.handOverBytes());
    assumeTrue(Files.exists(Path.of("/dev/shm")), "there is memory that outlives a process");
    ShardTape killed = tape(config, left);
    TapedShard shard = shard(killed);
    shard.runBatches(10);
    killed.drain();
    shard.runBatches(10);
    left.abandon();

    Tape.salvage(config, TapeLibrary.open(List.of(config.directory())));

    assertEquals(shard.state().batchNumber(), lastNumber());
    assertFalse(joints().contains(Joint.GAP));
    assertFalse(HandOver.exists(config.directory(), 0));
  }

  @Test
  void shouldRefuseTwoProcessesOnOneTape() {
    TapeConfig config = TapeConfig.of(folder.resolve("tape"), 1 << 20, Duration.ofDays(1));
    try (HandOver first = HandOver.open(config.directory(), 0, config.handOverBytes())) {
      assumeTrue(HandOver.exists(config.directory(), 0));

      assertThrows(
          TapeInUseException.class,
          () -> HandOver.open(config.directory(), 0, config.handOverBytes()),
          first::toString);
    }
  }

  private ShardTape tape(TapeConfig config, HandOver handOver) {
    return new ShardTape(
        0,
        handOver,
        new SegmentWriter(config, TapedShard.CONFIG, disk, System::currentTimeMillis),
        told,
        config.pauseMillis(),
        () -> nowNanos);
  }

  private ShardTape tape(long maxBytes, int segmentBytes) {
    TapeConfig config =
        new TapeConfig(
            folder.resolve("tape"),
            maxBytes,
            Duration.ofDays(1),
            segmentBytes,
            HAND_OVER_BYTES,
            10_000);
    return tape(config, HandOver.inProcess(HAND_OVER_BYTES));
  }

  private static TapedShard shard(ShardTape tape) {
    tape.begin(1, SessionStart.EMPTY);
    return new TapedShard(
        7, new ShardState(TapedShard.CONFIG.windows()), new InMemoryJournal(), tape);
  }

  private TapeReader open() throws IOException {
    return TapeLibrary.open(List.of(folder.resolve("tape"))).reader(0);
  }

  private List<Joint> joints() throws IOException {
    List<Joint> joints = new ArrayList<>();
    try (TapeReader reader = open()) {
      for (TapedBatch batch = reader.next(); batch != null; batch = reader.next()) {
        joints.add(batch.joint());
      }
    }
    return joints;
  }

  private long lastNumber() throws IOException {
    long last = 0;
    try (TapeReader reader = open()) {
      for (TapedBatch batch = reader.next(); batch != null; batch = reader.next()) {
        last = batch.number();
      }
    }
    return last;
  }

  private static int count(TapeReader reader) throws IOException {
    int count = 0;
    while (reader.next() != null) {
      count++;
    }
    return count;
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("tape"))) {
      return files.sorted().toList();
    }
  }

  private long bytesOnDisk() {
    try {
      long bytes = 0;
      for (Path segment : segments()) {
        bytes += Files.size(segment);
      }
      return bytes;
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private static void truncate(Path file, long bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(bytes);
    }
  }

  private static void flipBit(Path file, long offset) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, offset);
      one.put(0, (byte) (one.get(0) ^ 1)).flip();
      channel.write(one, offset);
    }
  }

  /** A disk without room, at will; half of what does not fit is written, as real ones do. */
  private static final class FullDisk implements Disk {
    private boolean isFull;
    private boolean isOdd;

    @Override
    public Output create(Path file) throws IOException {
      Output output = FILES.create(file);
      return new Output() {
        @Override
        public void write(ByteBuffer bytes) throws IOException {
          if (isFull) {
            output.write(bytes.slice(0, bytes.limit() / 2));
            throw new IOException("No space left on device");
          }
          output.write(bytes);
        }

        @Override
        public void force() throws IOException {
          if (isOdd) {
            throw new UncheckedIOException("Input/output error", new IOException());
          }
          output.force();
        }

        @Override
        public void close() throws IOException {
          output.close();
        }
      };
    }
  }

  /** Brings down the thread that tells it of what was written. */
  private static final class Dying implements TapeObserver {
    private final List<Boolean> recording = new CopyOnWriteArrayList<>(List.of(false, false));

    @Override
    public void onRecording(int shardId, boolean isRecording, String cause) {
      recording.set(shardId, isRecording);
    }

    @Override
    public void onWritten(int shardId, int frames, long bytes) {
      throw new OutOfMemoryError("Cannot reserve 16384 bytes of direct buffer memory");
    }
  }

  /** What the tape told. */
  private static final class Told implements TapeObserver {
    private final List<String> stops = new ArrayList<>();
    private int frames;
    private long bytes;
    private int missed;

    @Override
    public void onRecording(int shardId, boolean recording, String cause) {
      if (!recording && !stops.contains(cause)) {
        stops.add(cause);
      }
    }

    @Override
    public void onWritten(int shardId, int written, long length) {
      frames += written;
      bytes += length;
    }

    @Override
    public void onMissed(int shardId) {
      missed++;
    }
  }
}
