package dev.ringfence.perf.commit;

import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.journal.PreparedBatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Reserves into the rows and events of their commit, in PostgreSQL's binary format; per reserve.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xms1g", "-Xmx1g", "-XX:+UseCompactObjectHeaders"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class JournalEncoding {
  private static final int BATCH = 128;
  private static final int ACCOUNTS = 10_000;

  private final PreparedBatch rows = new PreparedBatch();
  private final EffectBatch batch = new EffectBatch(0, BATCH);

  @Setup(Level.Trial)
  public void decide() {
    Orders orders = new Orders(0, 1, ACCOUNTS);
    DecidedOrders decided = new DecidedOrders(orders);
    for (int done = 0; done <= orders.openings(); done += BATCH) {
      decided.next(batch, BATCH);
    }
    decided.next(batch, BATCH);
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int encode() {
    return rows.encode(batch);
  }
}
