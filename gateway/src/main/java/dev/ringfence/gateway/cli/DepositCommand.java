package dev.ringfence.gateway.cli;

import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import dev.ringfence.api.v1.DepositRequest;
import dev.ringfence.api.v1.DepositResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(description = "Add cash, or units of a symbol, to an account.")
final class DepositCommand extends WriteCommand {
  @Parameters(index = "1", paramLabel = "AMOUNT", description = "How much, 150.25 for example.")
  private String amount;

  @Option(
      names = "--symbol",
      paramLabel = "S",
      defaultValue = "",
      description = "The symbol to add units of; cash without it.")
  private String symbol;

  @Option(
      names = "--cost",
      paramLabel = "C",
      defaultValue = "",
      description = "What the units have cost in all; only with --symbol.")
  private String cost;

  @Override
  Reply send(AccountServiceBlockingStub stub) {
    DepositRequest request =
        DepositRequest.newBuilder()
            .setAccountId(accountId())
            .setRequestId(requestId())
            .setAmount(amount)
            .setSymbol(symbol)
            .setCost(cost)
            .build();
    DepositResponse response = stub.deposit(request);
    return new Reply(response, response.getResult());
  }

  @Override
  String done() {
    return "deposited " + quantity(amount, symbol) + " to account " + accountId();
  }
}
