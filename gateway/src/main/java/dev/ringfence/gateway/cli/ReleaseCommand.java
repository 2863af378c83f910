package dev.ringfence.gateway.cli;

import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import dev.ringfence.api.v1.ReleaseRequest;
import dev.ringfence.api.v1.ReleaseResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(description = "Give back all or part of what remains of a reservation.")
final class ReleaseCommand extends WriteCommand {
  @Parameters(index = "1", paramLabel = "ORDER", description = "The order's id.")
  private String orderId;

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "AMOUNT",
      defaultValue = "",
      description = "How much to give back; all that remains without it.")
  private String amount;

  @Override
  Reply send(AccountServiceBlockingStub stub) {
    ReleaseRequest request =
        ReleaseRequest.newBuilder()
            .setAccountId(accountId())
            .setRequestId(requestId())
            .setOrderId(orderId)
            .setAmount(amount)
            .build();
    ReleaseResponse response = stub.release(request);
    return new Reply(response, response.getResult());
  }

  @Override
  String done() {
    return "released "
        + (amount.isEmpty() ? "what remained" : amount)
        + " of order "
        + orderId
        + " on account "
        + accountId();
  }
}
