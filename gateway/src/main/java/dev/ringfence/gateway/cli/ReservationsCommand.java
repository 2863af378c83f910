package dev.ringfence.gateway.cli;

import dev.ringfence.api.v1.ListReservationsRequest;
import dev.ringfence.api.v1.ListReservationsResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(description = "List what is held in an account for open orders, the oldest first.")
final class ReservationsCommand extends ListCommand {
  @Option(
      names = "--after",
      paramLabel = "N",
      defaultValue = "0",
      description = "Go on where the page before ended (default: 0).")
  private long afterSequence;

  @Override
  int run(Connection connection) {
    ListReservationsResponse page =
        connection
            .stub()
            .listReservations(
                ListReservationsRequest.newBuilder()
                    .setAccountId(accountId())
                    .setAfterSequence(counted(afterSequence))
                    .setPageSize(limit())
                    .build());
    return show(
        page,
        page.getResult(),
        ResultText.reservations(page.getReservationsList()),
        "No open reservations" + (afterSequence == 0 ? "." : " after " + afterSequence + "."),
        more(page.getNextAfterSequence()));
  }
}
