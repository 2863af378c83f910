package dev.ringfence.journal.tape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandType;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.shard.BatchListener;
import dev.ringfence.engine.shard.BatchReplay;
import dev.ringfence.engine.shard.DecidedBatch;
import dev.ringfence.engine.shard.ShardConfig;
import dev.ringfence.engine.shard.WaitMode;
import dev.ringfence.engine.state.ShardState;
import dev.ringfence.engine.testing.InMemoryJournal;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tape costs the thread of a shard: no garbage, and little time. */
class TapeCostTest {
  /** Windows that are full soon, as they grow no more then. */
  private static final ShardConfig CONFIG =
      new ShardConfig(0, 1, 8_192, 2_048, 1 << 20, WaitMode.BLOCKING, 4_096, 4_096, 4_096, 256, 20);

  private static final int COMMANDS = 100;
  private static final int WARM_UP = 3_000;
  private static final int BATCHES = 3_000;
  private static final int ACCOUNTS = 1_000;

  /** Thousands of times more would mean that something waits. */
  private static final long MOST_NANOS = 20_000;

  private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final ShardState state = new ShardState(CONFIG.windows());
  private final BatchReplay shard =
      new BatchReplay(CONFIG, state, new InMemoryJournal(false), new Delegate());
  private final byte[] id = "request-0000000000".getBytes(StandardCharsets.US_ASCII);
  private BatchListener seer = BatchListener.NONE;
  private long asked;
  private long timeMillis = 1;

  @TempDir Path folder;

  @Test
  void shouldCostTheShardNoGarbageAndLittleTime() {
    open();
    TapeConfig tapeConfig = TapeConfig.of(folder, 1 << 30, Duration.ofDays(1));
    try (WholeTape tape =
        new WholeTape(Tape.start(tapeConfig, List.of(CONFIG), TapeObserver.NONE))) {
      BatchListener onTape = tape.begin(0, SessionStart.EMPTY);
      long[] without = measure(BatchListener.NONE);
      long[] with = measure(onTape);

      long commands = (long) BATCHES * COMMANDS;
      System.out.printf(
          "a deposit costs a shard's thread %d ns of CPU, and with the tape %d ns more; %d bytes more%n",
          without[0] / commands, (with[0] - without[0]) / commands, with[1] - without[1]);
      assertEquals(0, Math.max(0, with[1] - without[1]) / commands, "bytes for each command");
      assertTrue(with[0] / commands < MOST_NANOS, () -> with[0] / commands + " ns");
    }
  }

  /** CPU nanoseconds and bytes allocated. */
  private long[] measure(BatchListener listener) {
    seer = listener;
    run(WARM_UP);
    long bytes = thread.getCurrentThreadAllocatedBytes();
    long nanos = thread.getCurrentThreadCpuTime();
    run(BATCHES);
    return new long[] {
      thread.getCurrentThreadCpuTime() - nanos, thread.getCurrentThreadAllocatedBytes() - bytes
    };
  }

  private void run(int batches) {
    for (int batch = 0; batch < batches; batch++) {
      for (int command = 0; command < COMMANDS; command++) {
        deposit(shard.next());
      }
      timeMillis++;
      if (shard.run(timeMillis) != null) {
        throw new AssertionError("nothing fences it");
      }
      shard.clear();
    }
  }

  private void deposit(Command slot) {
    slot.type(CommandType.DEPOSIT).accountId(1 + asked % ACCOUNTS).amount(1);
    nextId(slot);
  }

  private void open() {
    for (int account = 1; account <= ACCOUNTS; account++) {
      Command slot = shard.next();
      slot.type(CommandType.OPEN_ACCOUNT).accountId(account).currency(CurrencyCode.parse("USD"));
      nextId(slot);
    }
    if (shard.run(timeMillis) != null) {
      throw new AssertionError("nothing fences it");
    }
    shard.clear();
  }

  private void nextId(Command slot) {
    long rest = asked++;
    for (int index = id.length - 1; rest > 0; index--) {
      id[index] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    slot.requestId().set(id, 0, id.length);
  }

  /** Whoever is to see the batches at the time. */
  private final class Delegate implements BatchListener {
    @Override
    public void onCommitting(DecidedBatch batch) {
      seer.onCommitting(batch);
    }

    @Override
    public void onBatch(DecidedBatch batch) {
      seer.onBatch(batch);
    }
  }
}
