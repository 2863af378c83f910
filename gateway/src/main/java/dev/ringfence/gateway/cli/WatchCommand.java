package dev.ringfence.gateway.cli;

import dev.ringfence.api.v1.Account;
import dev.ringfence.api.v1.Position;
import dev.ringfence.api.v1.Reservation;
import dev.ringfence.api.v1.WatchAccountRequest;
import dev.ringfence.api.v1.WatchAccountResponse;
import java.time.Instant;
import java.util.Iterator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(description = "Show an account and then every change of it, until you stop it.")
final class WatchCommand extends ClientCommand {
  @Parameters(index = "0", paramLabel = "ACCOUNT", description = "The account's id.")
  private long accountId;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "0",
      description = "End after so many lines (default: never).")
  private long count;

  @Override
  int run(Connection connection) {
    Iterator<WatchAccountResponse> changes =
        connection
            .openEndedStub()
            .watchAccount(WatchAccountRequest.newBuilder().setAccountId(accountId).build());
    for (long shown = 0; (count == 0 || shown < count) && changes.hasNext(); shown++) {
      WatchAccountResponse change = changes.next();
      if (json()) {
        printJson(change);
      } else {
        out().println(line(change));
      }
      out().flush();
    }
    return ExitCode.GOOD;
  }

  /** One line for each, as nobody knows how wide the next one will be. */
  private static String line(WatchAccountResponse change) {
    Account account = change.getAccount();
    StringBuilder line = new StringBuilder().append('v').append(account.getVersion());
    if (change.hasAt()) {
      line.append("  ")
          .append(Instant.ofEpochSecond(change.getAt().getSeconds(), change.getAt().getNanos()));
    }
    line.append("  ")
        .append(change.getType().isEmpty() ? "as it is" : change.getType())
        .append("  balance ")
        .append(account.getBalance())
        .append(" reserved ")
        .append(account.getReserved());
    if (change.hasReservation()) {
      Reservation reservation = change.getReservation();
      line.append("  order ")
          .append(reservation.getOrderId())
          .append(" remaining ")
          .append(reservation.getRemaining());
    }
    if (change.hasPosition()) {
      Position position = change.getPosition();
      line.append("  ")
          .append(position.getSymbol())
          .append(' ')
          .append(position.getQuantity())
          .append(" reserved ")
          .append(position.getReservedQuantity());
    }
    if (change.getSkippedChanges() > 0) {
      line.append("  (").append(change.getSkippedChanges()).append(" changes left out before)");
    }
    return line.toString();
  }
}
