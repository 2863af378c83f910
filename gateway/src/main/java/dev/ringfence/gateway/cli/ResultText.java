package dev.ringfence.gateway.cli;

import dev.ringfence.api.v1.Account;
import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.Outcome;
import dev.ringfence.api.v1.Position;
import dev.ringfence.api.v1.Reservation;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;

/** A result for people: one line that says how it went, then how things stand. */
final class ResultText {
  private ResultText() {}

  static boolean isAccepted(CommandResult result) {
    return result.getOutcome() == Outcome.OUTCOME_ACCEPTED;
  }

  /** Whether it is a yes or a no; what is neither must not be taken for one. */
  static boolean isKnown(CommandResult result) {
    return isAccepted(result) || result.getOutcome() == Outcome.OUTCOME_REJECTED;
  }

  /** The empty {@code done} of a read leaves out the line, as what was found speaks for itself. */
  static void print(PrintWriter out, CommandResult result, String done) {
    if (!isAccepted(result)) {
      out.println(
          "REJECTED  "
              + ReasonAdvice.code(result.getReason())
              + "  "
              + ReasonAdvice.of(result.getReason())
              + replayed(result));
    } else if (!done.isEmpty()) {
      out.println("ACCEPTED  " + done + replayed(result));
    }
    boolean first = isAccepted(result) && done.isEmpty();
    if (result.hasAccount()) {
      separate(out, first);
      first = false;
      account(result.getAccount()).print(out);
    }
    if (result.hasPosition()) {
      separate(out, first);
      first = false;
      positions(List.of(result.getPosition())).print(out);
    }
    if (result.hasReservation()) {
      separate(out, first);
      reservations(List.of(result.getReservation())).print(out);
    }
  }

  private static String replayed(CommandResult result) {
    return result.getReplayed() ? " (the answer to an earlier command with this id)" : "";
  }

  private static void separate(PrintWriter out, boolean first) {
    if (!first) {
      out.println();
    }
  }

  private static Table account(Account account) {
    return new Table("account", "status", "currency", "balance", "reserved", "version")
        .row(
            account.getAccountId(),
            name(account.getStatus(), "ACCOUNT_STATUS_"),
            account.getCurrency(),
            account.getBalance(),
            account.getReserved(),
            account.getVersion());
  }

  static Table positions(List<Position> positions) {
    Table table = new Table("symbol", "quantity", "reserved", "cost", "average price");
    for (Position position : positions) {
      String price = position.getAveragePrice();
      table.row(
          position.getSymbol(),
          position.getQuantity(),
          position.getReservedQuantity(),
          position.getCost(),
          price.isEmpty() ? "-" : price);
    }
    return table;
  }

  static Table reservations(List<Reservation> reservations) {
    Table table = new Table("order", "of", "amount", "remaining", "state", "ends");
    for (Reservation reservation : reservations) {
      table.row(
          reservation.getOrderId(),
          reservation.getSymbol().isEmpty() ? "cash" : reservation.getSymbol(),
          reservation.getAmount(),
          reservation.getRemaining(),
          name(reservation.getState(), "RESERVATION_STATE_"),
          reservation.hasExpiresAt()
              ? Instant.ofEpochSecond(
                  reservation.getExpiresAt().getSeconds(), reservation.getExpiresAt().getNanos())
              : "never");
    }
    return table;
  }

  private static String name(Enum<?> constant, String prefix) {
    String name = constant.name();
    return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
  }
}
