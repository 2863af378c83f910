package dev.ringfence.perf.jmh;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ringfence.api.v1.ReserveRequest;
import dev.ringfence.api.v1.ReserveResponse;
import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.gateway.mapping.ResultMapper;
import dev.ringfence.gateway.validation.CommandValidation;
import dev.ringfence.gateway.validation.Validated;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A reserve's bytes into a ring slot, and its answer out of one into bytes, as the gateway does it:
 * parsed and validated, copied and written. Without gRPC around it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xms1g", "-Xmx1g", "-XX:+UseCompactObjectHeaders"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class CallCodec {
  private static final String REQUEST_ID = "0f8fad5b-d9cb-469f-a165-70867728950e";
  private static final String ORDER_ID = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
  private static final long ACCOUNT = 1_000_000_042L;
  private static final long HELD = 1_502_500;

  private final Command slot = new Command();
  private final Answer answer = new Answer();
  private byte[] request;

  @Setup(Level.Trial)
  public void write() {
    request =
        ReserveRequest.newBuilder()
            .setAccountId(ACCOUNT)
            .setRequestId(REQUEST_ID)
            .setOrderId(ORDER_ID)
            .setAmount("150.25")
            .build()
            .toByteArray();
    answer
        .accepted(true)
        .hasAccount(true)
        .currency(CurrencyCode.parse("USD"))
        .status(AccountStatus.ACTIVE)
        .balance(8_497_500)
        .reserved(HELD)
        .version(3)
        .hasReservation(true)
        .reservationAmount(HELD)
        .remaining(HELD)
        .reservationState(ReservationState.OPEN);
    answer.orderId().set(ORDER_ID);
  }

  @Benchmark
  public Command in() throws InvalidProtocolBufferException {
    slot.clear();
    Validated validated = CommandValidation.reserve(ReserveRequest.parseFrom(request));
    if (!(validated instanceof Validated.Valid valid)) {
      throw new IllegalStateException("A good request was found wrong: " + validated);
    }
    valid.writer().write(slot);
    return slot;
  }

  @Benchmark
  public byte[] out() {
    return ReserveResponse.newBuilder()
        .setResult(ResultMapper.toResult(ACCOUNT, answer))
        .build()
        .toByteArray();
  }
}
