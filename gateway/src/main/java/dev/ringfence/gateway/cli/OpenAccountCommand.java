package dev.ringfence.gateway.cli;

import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import dev.ringfence.api.v1.OpenAccountRequest;
import dev.ringfence.api.v1.OpenAccountResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(description = "Open an account.")
final class OpenAccountCommand extends WriteCommand {
  @Option(
      names = "--currency",
      paramLabel = "USD",
      required = true,
      description = "What its cash is counted in: 1 to 8 upper-case letters or digits.")
  private String currency;

  @Override
  Reply send(AccountServiceBlockingStub stub) {
    OpenAccountRequest request =
        OpenAccountRequest.newBuilder()
            .setAccountId(accountId())
            .setRequestId(requestId())
            .setCurrency(currency)
            .build();
    OpenAccountResponse response = stub.openAccount(request);
    return new Reply(response, response.getResult());
  }

  @Override
  String done() {
    return "opened account " + accountId() + " in " + currency;
  }
}
