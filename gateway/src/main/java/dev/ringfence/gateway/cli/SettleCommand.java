package dev.ringfence.gateway.cli;

import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import dev.ringfence.api.v1.SettleRequest;
import dev.ringfence.api.v1.SettleResponse;
import picocli.CommandLine.Command;

@Command(description = "Consume all or part of a reservation with nothing in return.")
final class SettleCommand extends RemainderCommand {
  @Override
  Reply send(AccountServiceBlockingStub stub) {
    SettleRequest request =
        SettleRequest.newBuilder()
            .setAccountId(accountId())
            .setRequestId(requestId())
            .setOrderId(orderId())
            .setAmount(amount())
            .build();
    SettleResponse response = stub.settle(request);
    return new Reply(response, response.getResult());
  }

  @Override
  String verb() {
    return "settled";
  }
}
