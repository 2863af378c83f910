package dev.ringfence.perf.jmh;

import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/** Reserve, amend, fill and release, decided and applied on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xms1g", "-Xmx1g", "-XX:+UseCompactObjectHeaders"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class EngineLifecycle {
  private static final int SLOTS = 2_048;

  @Param("100000")
  int accounts;

  /** 1: an order's steps follow each other closely. 1000: its rows have left the nearest cache. */
  @Param({"1", "1000"})
  int ordersApart;

  @Param("512")
  int batch;

  private DecisionLoop loop;
  private Lifecycle lifecycle;

  @Setup(Level.Trial)
  public void build() {
    loop = new DecisionLoop(accounts, SLOTS, batch);
    lifecycle = new Lifecycle(accounts, ordersApart);
  }

  /** Not measured: in a shard, producers do it on threads of their own. */
  @Setup(Level.Invocation)
  public void fill() {
    loop.fill(lifecycle);
  }

  @Benchmark
  @OperationsPerInvocation(SLOTS)
  public void decideAndApply() {
    Expect.accepted(SLOTS, loop.run());
  }
}
