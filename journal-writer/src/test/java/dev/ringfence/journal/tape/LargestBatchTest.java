package dev.ringfence.journal.tape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandType;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.Amount;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.domain.Side;
import dev.ringfence.engine.domain.Text;
import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.shard.DecidedBatch;
import dev.ringfence.engine.shard.ShardConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches as large as the limits of requests and of a shard let them be. */
class LargestBatchTest {
  private static final ShardConfig SHARD = ShardConfig.of(0, 1);

  @TempDir private Path folder;

  private final List<String> stops = new ArrayList<>();

  @Test
  void shouldTakeWhatNobodyAskedBefore() {
    record(new Fills(false));

    assertEquals(List.of(), stops);
  }

  @Test
  void shouldSayThatItIsTooLargeWhenAllOfItUsesOldIdsAgainForSomethingElse() {
    record(new Fills(true));

    assertEquals(1, stops.size());
    assertTrue(
        stops.getFirst().matches("a batch of 10\\d{5} bytes is too large for it"), stops::toString);
  }

  private void record(DecidedBatch batch) {
    TapeConfig config = TapeConfig.of(folder, 1 << 20, Duration.ofDays(1));
    ShardTape tape =
        Tape.shardTape(
            config,
            SHARD,
            Disk.FILES,
            new TapeObserver() {
              @Override
              public void onRecording(int shardId, boolean recording, String cause) {
                if (!recording && !stops.contains(cause)) {
                  stops.add(cause);
                }
              }
            },
            HandOver.inProcess(config.handOverBytes()));
    tape.begin(1, SessionStart.EMPTY);

    tape.onBatch(batch);
    tape.close();
  }

  /**
   * Fills of an order whose every number is there; as repeats they name another order each time.
   */
  private record Fills(boolean areRepeats) implements DecidedBatch {
    @Override
    public Command command(int index) {
      Command fill =
          new Command()
              .type(CommandType.APPLY_FILL)
              .accountId(1)
              .side(Side.BUY)
              .amount(Amount.MAX)
              .cash(Amount.MAX);
      fill.requestId().set(longest('r'));
      fill.orderId().set(longest('o'));
      fill.symbol().set(longest('s'));
      describe(fill.answer(), 'o', 's');
      return fill;
    }

    @Override
    public Reason verdict(int index) {
      return areRepeats ? Reason.NONE : null;
    }

    @Override
    public Answer original(int index) {
      Answer original = new Answer();
      describe(original, 'p', 't');
      return original;
    }

    @Override
    public long originalFingerprint(int index) {
      return 1;
    }

    @Override
    public int commands() {
      return SHARD.maxBatchCommands();
    }

    @Override
    public long number() {
      return 1;
    }

    @Override
    public long timeMillis() {
      return 1;
    }

    @Override
    public long lastSequence() {
      return 1;
    }

    @Override
    public EffectBatch effects() {
      return new EffectBatch(0, 1);
    }

    @Override
    public int expiries() {
      return 0;
    }

    @Override
    public boolean shown() {
      return true;
    }

    private static void describe(Answer answer, char order, char symbol) {
      answer
          .hasAccount(true)
          .status(AccountStatus.ACTIVE)
          .currency(CurrencyCode.parse("USD"))
          .balance(1)
          .reserved(1)
          .version(1)
          .hasPosition(true)
          .quantity(1)
          .reservedQuantity(1)
          .cost(1)
          .hasReservation(true)
          .reservationState(ReservationState.OPEN)
          .reservationAmount(1)
          .remaining(1)
          .expiresAtMillis(1);
      answer.orderId().set(longest(order));
      answer.symbol().set(longest(symbol));
    }

    private static String longest(char character) {
      return String.valueOf(character).repeat(Text.MAX_LENGTH);
    }
  }
}
