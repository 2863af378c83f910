package dev.ringfence.perf.jmh;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandType;
import dev.ringfence.engine.state.WindowSizes;
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

/** One kind of command alone, decided and applied on one thread, over accounts in any order. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xms1g", "-Xmx1g", "-XX:+UseCompactObjectHeaders"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class EngineCommands {
  private static final int ACCOUNTS = 100_000;
  private static final int SLOTS = 2_048;
  private static final int BATCH = 512;
  private static final long SCATTER = 0x9E37_79B9_7F4A_7C15L;
  private static final long HELD = 1_000_000_000_000L;
  private static final long TOO_MUCH = 1L << 59;

  /** RELEASE gives back a part of an order that every account has. */
  @Param({"DEPOSIT", "WITHDRAW", "REFUSE", "RELEASE", "READ"})
  Kind kind;

  WindowSizes windows = WindowSizes.DEFAULT;

  private final Ids ids = new Ids();
  private DecisionLoop loop;
  private long written;

  @Setup(Level.Trial)
  public void build() {
    loop = new DecisionLoop(ACCOUNTS, SLOTS, BATCH, windows);
    if (kind == Kind.RELEASE) {
      for (int account = 1; account <= ACCOUNTS; account += SLOTS) {
        loop.fill(this::reserve);
        loop.run();
      }
    }
  }

  /** Not measured: in a shard, producers do it on threads of their own. */
  @Setup(Level.Invocation)
  public void fill() {
    loop.fill(this::write);
  }

  @Benchmark
  @OperationsPerInvocation(SLOTS)
  public void decideAndApply() {
    Expect.accepted(kind == Kind.REFUSE ? 0 : SLOTS, loop.run());
  }

  private void reserve(Command slot) {
    long account = 1 + written % ACCOUNTS;
    slot.type(CommandType.RESERVE).accountId(account).amount(HELD);
    ids.write(written, slot.requestId());
    ids.write(account, slot.orderId());
    written++;
  }

  private void write(Command slot) {
    slot.accountId(1 + Long.remainderUnsigned(written * SCATTER, ACCOUNTS));
    ids.write(written, slot.requestId());
    written++;
    switch (kind) {
      case DEPOSIT -> slot.type(CommandType.DEPOSIT).amount(1);
      case WITHDRAW -> slot.type(CommandType.WITHDRAW).amount(1);
      case REFUSE -> slot.type(CommandType.WITHDRAW).amount(TOO_MUCH);
      case RELEASE -> {
        slot.type(CommandType.RELEASE).amount(1);
        ids.write(slot.accountId(), slot.orderId());
      }
      case READ -> {
        slot.type(CommandType.GET_ACCOUNT);
        slot.requestId().clear();
      }
    }
  }

  /** What is asked for. */
  public enum Kind {
    DEPOSIT,
    WITHDRAW,
    REFUSE,
    RELEASE,
    READ
  }
}
