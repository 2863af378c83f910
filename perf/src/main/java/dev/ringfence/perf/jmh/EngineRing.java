package dev.ringfence.perf.jmh;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandWriter;
import dev.ringfence.engine.command.Failure;
import dev.ringfence.engine.command.ReplyBuffer;
import dev.ringfence.engine.command.ReplySink;
import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.shard.Admission;
import dev.ringfence.engine.shard.CommitOutcome;
import dev.ringfence.engine.shard.EngineMetrics;
import dev.ringfence.engine.shard.Journal;
import dev.ringfence.engine.shard.LookUp;
import dev.ringfence.engine.shard.LookUp.Doubt;
import dev.ringfence.engine.shard.Shard;
import dev.ringfence.engine.shard.ShardConfig;
import dev.ringfence.engine.shard.WaitMode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.SystemEpochClock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The lifecycle through a shard: one producer writes into the ring, the shard's thread decides,
 * hands the batch to a journal that keeps nothing, and answers.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgs = {
      "-Xms1g",
      "-Xmx1g",
      "-XX:+UseCompactObjectHeaders",
      "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED"
    })
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class EngineRing implements Journal, ReplySink, ReplyBuffer {
  private static final int PUBLISHED = 2_048;

  @Param("100000")
  int accounts;

  @Param("1000")
  int ordersApart;

  @Param("BLOCKING")
  WaitMode waitMode;

  @Param("512")
  int batch;

  private final AtomicLong answered = new AtomicLong();
  private Shard shard;
  private CommandWriter writer;
  private long admitted;
  private long accepted;
  private long refused;

  @Setup(Level.Trial)
  public void start() {
    ShardConfig config = ShardConfig.of(0, 1).with(batch, waitMode);
    Lifecycle lifecycle = new Lifecycle(accounts, ordersApart);
    writer =
        slot -> {
          lifecycle.write(slot);
          slot.replySink(this);
        };
    shard =
        new Shard(
            config,
            DecisionLoop.stateOf(accounts),
            this,
            SystemEpochClock.INSTANCE,
            EngineMetrics.NONE,
            (shardId, cause) -> System.err.println("Shard " + shardId + " gave up: " + cause));
    shard.start();
  }

  /** As many as that were answered while as many were published: the ring holds a few more. */
  @Benchmark
  @OperationsPerInvocation(PUBLISHED)
  public void publishAndAnswer() {
    for (int count = 0; count < PUBLISHED; count++) {
      while (shard.tryPublish(writer) != Admission.ADMITTED) {
        Thread.onSpinWait();
      }
    }
    admitted += PUBLISHED;
  }

  @TearDown(Level.Trial)
  public void stop() throws InterruptedException {
    shard.stop(Duration.ofSeconds(5));
    if (refused > 0 || answered.get() != admitted) {
      throw new IllegalStateException(
          refused + " refused, " + answered.get() + " answered of " + admitted);
    }
  }

  @Override
  public LookUp lookUp(EffectBatch batch, List<Doubt> doubts) {
    return LookUp.NOTHING;
  }

  @Override
  public CommitOutcome commit(EffectBatch effects) {
    return CommitOutcome.COMMITTED;
  }

  @Override
  public void onAnswer(Command command, Answer answer) {
    if (answer.accepted()) {
      accepted++;
    } else {
      refused++;
    }
  }

  @Override
  public ReplyBuffer buffer() {
    return this;
  }

  @Override
  public void flush() {
    answered.lazySet(accepted + refused);
  }

  @Override
  public void onFailure(Command command, Failure failure) {
    refused++;
  }

  @Override
  public void close() {}
}
