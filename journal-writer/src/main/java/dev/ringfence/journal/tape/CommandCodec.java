package dev.ringfence.journal.tape;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandType;
import dev.ringfence.engine.command.RefusalRule;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.domain.Side;
import dev.ringfence.engine.domain.Text;
import java.nio.ByteBuffer;

/**
 * A command and its answer as bytes: numbers that are zero and ids that the answer shares with the
 * command are left out. It allocates nothing.
 */
final class CommandCodec {
  /** No command is longer, with its answer and an answer of earlier. */
  static final int MAX_LENGTH = 1_024;

  /** In the place of a text's length: the same as the command's. */
  private static final byte SAME = -1;

  private static final CommandType[] TYPES = CommandType.values();
  private static final Side[] SIDES = Side.values();
  private static final RefusalRule[] RULES = {
    RefusalRule.STICKS, RefusalRule.TENTATIVE, RefusalRule.RECONSIDER
  };

  private static final int SIDE_SHIFT = 2;
  private static final int RULE_SHIFT = 4;
  private static final int LAST_FILL = 1 << 6;
  private static final int NEVER_EXPIRES = 1 << 7;
  private static final int STATE_SHIFT = 2;
  private static final int TWO_BITS = 3;
  private static final int THREE_BITS = 7;

  private static final int ACCEPTED = 1;
  private static final int REPLAYED = 1 << 1;
  private static final int HAS_ACCOUNT = 1 << 2;
  private static final int HAS_POSITION = 1 << 3;
  private static final int HAS_RESERVATION = 1 << 4;
  private static final int RESERVES_SYMBOL = 1 << 5;

  private final byte[] characters = new byte[Text.MAX_LENGTH];

  /** The numbers at hand: those of a command, then those of its answer. */
  private final long[] numbers = new long[10];

  void write(ByteBuffer out, Command command) {
    out.put((byte) command.type().code());
    int status = command.status() == null ? 0 : command.status().code();
    int side = command.side() == null ? 0 : command.side().code();
    out.put(
        (byte)
            (status
                | (side << SIDE_SHIFT)
                | (code(command.refusalRule()) << RULE_SHIFT)
                | (command.lastFill() ? LAST_FILL : 0)
                | (command.neverExpires() ? NEVER_EXPIRES : 0)));
    numbers[0] = command.accountId();
    numbers[1] = command.amount();
    numbers[2] = command.cash();
    numbers[3] = command.currency();
    numbers[4] = command.timeToLiveMillis();
    writeNumbers(out, 5);
    writeText(out, command.requestId());
    writeText(out, command.orderId());
    writeText(out, command.symbol());
  }

  void read(ByteBuffer in, Command command) {
    command.type(TYPES[in.get() - 1]);
    int bits = in.get();
    int status = bits & TWO_BITS;
    int side = (bits >>> SIDE_SHIFT) & TWO_BITS;
    readNumbers(in, 5);
    command
        .status(status == 0 ? null : AccountStatus.ofCode(status))
        .side(side == 0 ? null : SIDES[side - 1])
        .refusalRule(RULES[(bits >>> RULE_SHIFT) & TWO_BITS])
        .lastFill((bits & LAST_FILL) != 0)
        .neverExpires((bits & NEVER_EXPIRES) != 0)
        .accountId(numbers[0])
        .amount(numbers[1])
        .cash(numbers[2])
        .currency(numbers[3])
        .timeToLiveMillis(numbers[4]);
    readText(in, command.requestId(), null);
    readText(in, command.orderId(), null);
    readText(in, command.symbol(), null);
  }

  /** Its place in the rules; never changes. */
  private static int code(RefusalRule rule) {
    return switch (rule) {
      case STICKS -> 0;
      case TENTATIVE -> 1;
      case RECONSIDER -> 2;
    };
  }

  /** The ids are left out where they are the command's. */
  void write(ByteBuffer out, Answer answer, Command command) {
    out.put(
        (byte)
            ((answer.accepted() ? ACCEPTED : 0)
                | (answer.replayed() ? REPLAYED : 0)
                | (answer.hasAccount() ? HAS_ACCOUNT : 0)
                | (answer.hasPosition() ? HAS_POSITION : 0)
                | (answer.hasReservation() ? HAS_RESERVATION : 0)
                | (answer.reservesSymbol() ? RESERVES_SYMBOL : 0)));
    int status = answer.status() == null ? 0 : answer.status().code();
    int state = answer.reservationState() == null ? 0 : answer.reservationState().code();
    out.put((byte) (status | (state << STATE_SHIFT)));
    out.put((byte) answer.reason().code());
    numbers[0] = answer.currency();
    numbers[1] = answer.balance();
    numbers[2] = answer.reserved();
    numbers[3] = answer.version();
    numbers[4] = answer.quantity();
    numbers[5] = answer.reservedQuantity();
    numbers[6] = answer.cost();
    numbers[7] = answer.reservationAmount();
    numbers[8] = answer.remaining();
    numbers[9] = answer.expiresAtMillis();
    writeNumbers(out, 10);
    writeText(out, answer.orderId(), command.orderId());
    writeText(out, answer.symbol(), command.symbol());
  }

  void read(ByteBuffer in, Answer answer, Command command) {
    int bits = in.get();
    int states = in.get();
    int status = states & TWO_BITS;
    int state = (states >>> STATE_SHIFT) & THREE_BITS;
    Reason reason = Reason.ofCode(in.get());
    readNumbers(in, 10);
    answer
        .accepted((bits & ACCEPTED) != 0)
        .replayed((bits & REPLAYED) != 0)
        .hasAccount((bits & HAS_ACCOUNT) != 0)
        .hasPosition((bits & HAS_POSITION) != 0)
        .hasReservation((bits & HAS_RESERVATION) != 0)
        .reservesSymbol((bits & RESERVES_SYMBOL) != 0)
        .status(status == 0 ? null : AccountStatus.ofCode(status))
        .reservationState(state == 0 ? null : ReservationState.ofCode(state))
        .reason(reason)
        .currency(numbers[0])
        .balance(numbers[1])
        .reserved(numbers[2])
        .version(numbers[3])
        .quantity(numbers[4])
        .reservedQuantity(numbers[5])
        .cost(numbers[6])
        .reservationAmount(numbers[7])
        .remaining(numbers[8])
        .expiresAtMillis(numbers[9]);
    readText(in, answer.orderId(), command.orderId());
    readText(in, answer.symbol(), command.symbol());
  }

  /** A bit for each, then those that are not zero. */
  private void writeNumbers(ByteBuffer out, int count) {
    int position = out.position();
    int present = 0;
    out.putShort((short) 0);
    for (int index = 0; index < count; index++) {
      if (numbers[index] != 0) {
        present |= 1 << index;
        out.putLong(numbers[index]);
      }
    }
    out.putShort(position, (short) present);
  }

  private void readNumbers(ByteBuffer in, int count) {
    int present = in.getShort();
    for (int index = 0; index < count; index++) {
      numbers[index] = (present & (1 << index)) == 0 ? 0 : in.getLong();
    }
  }

  private void writeText(ByteBuffer out, Text text, Text same) {
    if (!text.isEmpty() && text.equals(same)) {
      out.put(SAME);
    } else {
      writeText(out, text);
    }
  }

  private void writeText(ByteBuffer out, Text text) {
    int length = text.copyTo(characters, 0);
    out.put((byte) length).put(characters, 0, length);
  }

  private void readText(ByteBuffer in, Text text, Text same) {
    int length = in.get();
    if (length == SAME) {
      text.set(same);
    } else {
      in.get(characters, 0, length);
      text.set(characters, 0, length);
    }
  }
}
