package dev.ringfence.gateway.validation;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.ringfence.api.v1.AccountStatus;
import dev.ringfence.api.v1.AmendRequest;
import dev.ringfence.api.v1.ApplyFillRequest;
import dev.ringfence.api.v1.DepositRequest;
import dev.ringfence.api.v1.ReserveRequest;
import dev.ringfence.api.v1.SetAccountStatusRequest;
import dev.ringfence.api.v1.Side;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.domain.Amount;
import dev.ringfence.engine.testing.TestSeed;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Valid messages with seeded damage: either it does not parse, or it is judged; it never throws.
 */
final class HostileBytesTest {
  private static final int ROUNDS = Integer.getInteger("ringfence.fuzz.rounds", 200_000);

  private static final ReserveRequest RESERVE =
      ReserveRequest.newBuilder()
          .setAccountId(42)
          .setRequestId("r-1")
          .setOrderId("o-1")
          .setAmount("150.25")
          .setSymbol("ACME")
          .setTimeToLive(Duration.newBuilder().setSeconds(30).setNanos(5_000_000))
          .build();
  private static final AmendRequest AMEND =
      AmendRequest.newBuilder()
          .setAccountId(42)
          .setRequestId("r-1")
          .setOrderId("o-1")
          .setAmount("1")
          .setTimeToLive(Duration.newBuilder().setSeconds(30))
          .build();
  private static final DepositRequest DEPOSIT =
      DepositRequest.newBuilder()
          .setAccountId(42)
          .setRequestId("r-1")
          .setAmount("1")
          .setSymbol("ACME")
          .setCost("10")
          .build();
  private static final ApplyFillRequest FILL =
      ApplyFillRequest.newBuilder()
          .setAccountId(42)
          .setRequestId("r-1")
          .setOrderId("o-1")
          .setSymbol("ACME")
          .setSide(Side.SIDE_SELL)
          .setQuantity("99999999")
          .setFillPrice("99999.5")
          .build();
  private static final SetAccountStatusRequest STATUS =
      SetAccountStatusRequest.newBuilder()
          .setAccountId(42)
          .setRequestId("r-1")
          .setStatus(AccountStatus.ACCOUNT_STATUS_FROZEN)
          .build();

  private static final List<byte[]> VALID =
      List.of(
          RESERVE.toByteArray(),
          AMEND.toByteArray(),
          DEPOSIT.toByteArray(),
          FILL.toByteArray(),
          STATUS.toByteArray());

  @Test
  void shouldJudgeWhateverParses() {
    long seed = TestSeed.get();
    Random random = new Random(seed);
    Command command = new Command();
    for (int round = 0; round < ROUNDS; round++) {
      int kind = random.nextInt(VALID.size());
      byte[] bytes = damage(VALID.get(kind), random);
      try {
        check(judge(kind, bytes), command);
      } catch (InvalidProtocolBufferException notAMessage) {
        // gRPC answers this one by itself.
      } catch (RuntimeException | AssertionError failure) {
        fail("-Dringfence.seed=" + seed + " round " + round, failure);
      }
    }
  }

  private static Validated judge(int kind, byte[] bytes) throws InvalidProtocolBufferException {
    return switch (kind) {
      case 0 -> CommandValidation.reserve(ReserveRequest.parseFrom(bytes));
      case 1 -> CommandValidation.amend(AmendRequest.parseFrom(bytes));
      case 2 -> CommandValidation.deposit(DepositRequest.parseFrom(bytes));
      case 3 -> CommandValidation.applyFill(ApplyFillRequest.parseFrom(bytes));
      default -> CommandValidation.setAccountStatus(SetAccountStatusRequest.parseFrom(bytes));
    };
  }

  /** What passes keeps the promises that the engine relies on. */
  private static void check(Validated validated, Command command) {
    command.clear();
    switch (validated) {
      case Validated.Valid(var _, var accountId, var writer) -> {
        writer.write(command);
        assertTrue(accountId > 0);
        assertFalse(command.requestId().isEmpty());
        assertTrue(command.amount() >= 0 && command.amount() <= Amount.MAX);
        assertTrue(command.cash() >= 0 && command.cash() <= Amount.MAX);
        assertTrue(
            command.timeToLiveMillis() >= 0
                && command.timeToLiveMillis() <= FieldChecks.MAX_TIME_TO_LIVE_MILLIS);
      }
      case Validated.Invalid(var violations) -> assertFalse(violations.isEmpty());
    }
  }

  private static byte[] damage(byte[] valid, Random random) {
    byte[] bytes = valid.clone();
    int changes = 1 + random.nextInt(3);
    for (int change = 0; change < changes; change++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }
}
