package dev.ringfence.perf.bench;

import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.GetAccountRequest;
import dev.ringfence.api.v1.Outcome;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The engine alone, {@code ringfence serve}, on a PostgreSQL of somebody else's. */
final class ServeProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);
  private static final int ANSWER_LIMIT_SECONDS = 10;
  private static final Pattern RECOVERED =
      Pattern.compile("Recovering.*: ([0-9,]+) rows in ([0-9.]+) s, ([0-9,]+) rows/s");

  private final ChildProcess child;
  private final long servingNanos;

  private ServeProcess(ChildProcess child, long servingNanos) {
    this.child = child;
    this.servingNanos = servingNanos;
  }

  /** Returns once it has answered a read of account 1. */
  static ServeProcess start(Map<String, String> environment) {
    long startNanos = System.nanoTime();
    ChildProcess child =
        ChildProcess.start(
            "ringfence serve",
            List.of(DevProcess.launcher().toString(), "serve", "--insecure"),
            environment,
            START_LIMIT);
    readOne(child.address("grpc"));
    return new ServeProcess(child, System.nanoTime() - startNanos);
  }

  /** From the start of the process, the launcher's script included, to the first answer. */
  double servingSeconds() {
    return servingNanos / 1e9;
  }

  /** Rows a second that it recovered, by its own words. */
  double recoveredPerSecond() {
    Matcher words = child.said(RECOVERED);
    return Double.parseDouble(words.group(3).replace(",", ""));
  }

  /** As a machine that loses its power would. */
  void kill() {
    ProcessHandle process = ProcessHandle.of(child.processId()).orElseThrow();
    process.destroyForcibly();
    try {
      process.onExit().get(KILL_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new UnreachableException("A killed process does not end", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnreachableException("interrupted", e);
    }
  }

  private static void readOne(String address) {
    ManagedChannel channel = NettyChannelBuilder.forTarget(address).usePlaintext().build();
    try {
      Outcome outcome =
          AccountServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(ANSWER_LIMIT_SECONDS, TimeUnit.SECONDS)
              .getAccount(GetAccountRequest.newBuilder().setAccountId(1).build())
              .getResult()
              .getOutcome();
      if (outcome != Outcome.OUTCOME_ACCEPTED) {
        throw new WrongAnswerException("Account 1 is not there after the recovery: " + outcome);
      }
    } finally {
      channel.shutdownNow();
    }
  }

  @Override
  public void close() {
    child.close();
  }
}
