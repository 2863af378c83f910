package dev.ringfence.gateway.cli;

import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import dev.ringfence.api.v1.SettleRequest;
import dev.ringfence.api.v1.SettleResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(description = "Consume all or part of a reservation with nothing in return.")
final class SettleCommand extends WriteCommand {
  @Parameters(index = "1", paramLabel = "ORDER", description = "The order's id.")
  private String orderId;

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "AMOUNT",
      defaultValue = "",
      description = "How much to consume; all that remains without it.")
  private String amount;

  @Override
  Reply send(AccountServiceBlockingStub stub) {
    SettleRequest request =
        SettleRequest.newBuilder()
            .setAccountId(accountId())
            .setRequestId(requestId())
            .setOrderId(orderId)
            .setAmount(amount)
            .build();
    SettleResponse response = stub.settle(request);
    return new Reply(response, response.getResult());
  }

  @Override
  String done() {
    return "settled "
        + (amount.isEmpty() ? "what remained" : amount)
        + " of order "
        + orderId
        + " on account "
        + accountId();
  }
}
