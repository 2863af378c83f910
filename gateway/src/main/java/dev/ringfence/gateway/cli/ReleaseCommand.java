package dev.ringfence.gateway.cli;

import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import dev.ringfence.api.v1.ReleaseRequest;
import dev.ringfence.api.v1.ReleaseResponse;
import picocli.CommandLine.Command;

@Command(description = "Give back all or part of what remains of a reservation.")
final class ReleaseCommand extends RemainderCommand {
  @Override
  Reply send(AccountServiceBlockingStub stub) {
    ReleaseRequest request =
        ReleaseRequest.newBuilder()
            .setAccountId(accountId())
            .setRequestId(requestId())
            .setOrderId(orderId())
            .setAmount(amount())
            .build();
    ReleaseResponse response = stub.release(request);
    return new Reply(response, response.getResult());
  }

  @Override
  String verb() {
    return "released";
  }
}
