package dev.ringfence.journal.tape;

import dev.ringfence.engine.shard.BatchListener;
import java.time.Duration;
import java.util.List;

/**
 * A tape that is there to its end once it is closed, however slow the disk: a stop has a second for
 * it, a test that reads it next has not lost anything by waiting.
 */
public record WholeTape(Tape tape) implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  public static WholeTape start(TapeConfig config) {
    return new WholeTape(Tape.start(config, List.of(TapedShard.CONFIG), TapeObserver.NONE));
  }

  public BatchListener begin(int shardId, SessionStart start) {
    return tape.begin(shardId, start);
  }

  @Override
  public void close() {
    tape.close(LIMIT);
  }
}
