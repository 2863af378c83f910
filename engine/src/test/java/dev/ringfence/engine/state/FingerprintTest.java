package dev.ringfence.engine.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandType;
import dev.ringfence.engine.command.CommandWriter;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.domain.Side;
import dev.ringfence.engine.testing.Commands;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class FingerprintTest {
  /** Ledgers hold these: with others, whoever asks again after an upgrade is told REUSED. */
  @Test
  void shouldStayWhatItWasWhenItIsOnRecord() {
    Map<String, CommandWriter> commands = new LinkedHashMap<>();
    commands.put("35304b2d83e28941", Commands.openAccount(42, "r-1", "USD"));
    commands.put("11378fd10fbacd15", Commands.setStatus(42, "r-1", AccountStatus.FROZEN));
    commands.put("3694b9ea6f1efe22", Commands.deposit(42, "r-1", 1_502_500));
    commands.put("c0fa85a88689b202", Commands.depositUnits(42, "r-1", "ACME", 10, 20));
    commands.put("9806e3e4e68f2b76", Commands.withdraw(42, "r-1", 1_502_500));
    commands.put(
        "44f93cbcb32ae8ad", Commands.reserve(42, "r-1", "order-1234567890", 1_502_500, 30_000));
    commands.put(
        "4120ca8619c6415", Commands.amend(42, "r-1", "order-1234567890", 1_502_500, 30_000));
    commands.put("13910f365bcfc7c5", Commands.release(42, "r-1", "order-1234567890", 0));
    commands.put("e3bb9bfdc07db530", Commands.settle(42, "r-1", "order-1234567890", 0));
    commands.put(
        "55ae0d6c9dc182d9",
        Commands.fill(42, "r-1", "order-1234567890", Side.SELL, "ACME", 10, 20, true));

    commands.forEach((recorded, writer) -> assertEquals(recorded, hex(writer)));
  }

  @Test
  void shouldTellCommandsApartWhenTheyDifferInAnythingButTheirIdsAndTimes() {
    Map<String, Consumer<Command>> differences = new LinkedHashMap<>();
    differences.put("nothing", _ -> {});
    differences.put("type", command -> command.type(CommandType.SETTLE));
    differences.put("status", command -> command.status(AccountStatus.FROZEN));
    differences.put("other status", command -> command.status(AccountStatus.CLOSED));
    differences.put("side", command -> command.side(Side.SELL));
    differences.put("last fill", command -> command.lastFill(true));
    differences.put("never expires", command -> command.neverExpires(true));
    differences.put("amount", command -> command.amount(11));
    differences.put("cash", command -> command.cash(21));
    differences.put("currency", command -> command.currency(CurrencyCode.parse("EUR")));
    differences.put("time to live", command -> command.timeToLiveMillis(1));
    differences.put("order", command -> command.orderId().set("order-2"));
    differences.put("symbol", command -> command.symbol().set("ACMF"));
    Map<Long, String> seen = new HashMap<>();

    differences.forEach(
        (what, difference) -> {
          String other = seen.put(fingerprint(difference), what);
          assertTrue(other == null, what + " is taken for " + other);
        });

    assertEquals(
        fingerprint(_ -> {}),
        fingerprint(
            command -> {
              command.accountId(43).deadlineNanos(1);
              command.requestId().set("r-2");
            }));
  }

  private static String hex(CommandWriter writer) {
    Command command = new Command();
    writer.write(command);
    return Long.toHexString(Fingerprint.of(command));
  }

  private static long fingerprint(Consumer<Command> difference) {
    Command command = new Command();
    Commands.buy(42, "r-1", "order-1234567890", "ACME", 10, 20).write(command);
    difference.accept(command);
    return Fingerprint.of(command);
  }
}
