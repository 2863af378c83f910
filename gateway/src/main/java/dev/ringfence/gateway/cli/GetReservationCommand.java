package dev.ringfence.gateway.cli;

import dev.ringfence.api.v1.GetReservationRequest;
import dev.ringfence.api.v1.GetReservationResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(description = "Show the reservation of an order.")
final class GetReservationCommand extends ClientCommand {
  @Parameters(index = "0", paramLabel = "ACCOUNT", description = "The account's id.")
  private long accountId;

  @Parameters(index = "1", paramLabel = "ORDER", description = "The order's id.")
  private String orderId;

  @Override
  int run(Connection connection) {
    GetReservationRequest request =
        GetReservationRequest.newBuilder().setAccountId(accountId).setOrderId(orderId).build();
    GetReservationResponse response = connection.stub().getReservation(request);
    return print(response, response.getResult(), "");
  }
}
