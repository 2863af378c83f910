package dev.ringfence.engine.shard;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.domain.Amount;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.domain.Text;
import java.util.concurrent.TimeUnit;

/**
 * Checks a command before it gets into the ring, on the thread of the one who wrote it: so a
 * mistake there is an exception there, and no harm to the shard.
 */
final class CommandCheck {
  private static final long MAX_TIME_TO_LIVE_MILLIS = TimeUnit.DAYS.toMillis(3_660);

  private CommandCheck() {}

  static void check(Command command) {
    require(command.type() != null, command, "no type");
    require(command.accountId() > 0, command, "an account id that is not greater than zero");
    switch (command.type()) {
      case OPEN_ACCOUNT -> {
        requireId(command, command.requestId());
        require(command.currency() != CurrencyCode.NONE, command, "no currency");
      }
      case SET_STATUS -> {
        requireId(command, command.requestId());
        require(command.status() != null, command, "no status");
      }
      case DEPOSIT, WITHDRAW -> {
        requireId(command, command.requestId());
        requireAmount(command, command.amount(), 1);
        requireAmount(command, command.cash(), 0);
      }
      case RESERVE -> {
        requireOrder(command);
        requireAmount(command, command.amount(), 1);
        requireTimeToLive(command);
      }
      case AMEND -> {
        requireOrder(command);
        requireAmount(command, command.amount(), 0);
        requireTimeToLive(command);
      }
      case RELEASE, SETTLE -> {
        requireOrder(command);
        requireAmount(command, command.amount(), 0);
      }
      case APPLY_FILL -> {
        requireOrder(command);
        require(command.side() != null, command, "no side");
        requireId(command, command.symbol());
        requireAmount(command, command.amount(), 1);
        requireAmount(command, command.cash(), 0);
      }
      case GET_ACCOUNT -> {}
      case GET_RESERVATION -> requireId(command, command.orderId());
      case GET_OUTCOME -> requireId(command, command.requestId());
    }
  }

  private static void requireOrder(Command command) {
    requireId(command, command.requestId());
    requireId(command, command.orderId());
  }

  private static void requireId(Command command, Text id) {
    require(!id.isEmpty(), command, "an id or symbol missing");
  }

  private static void requireAmount(Command command, long amount, long least) {
    require(amount >= least && amount <= Amount.MAX, command, "an amount out of range");
  }

  private static void requireTimeToLive(Command command) {
    require(
        command.timeToLiveMillis() <= MAX_TIME_TO_LIVE_MILLIS,
        command,
        "a time to live of more than ten years");
  }

  private static void require(boolean condition, Command command, String what) {
    if (!condition) {
      throw new IllegalArgumentException(
          "The writer left a " + command.type() + " command with " + what);
    }
  }
}
