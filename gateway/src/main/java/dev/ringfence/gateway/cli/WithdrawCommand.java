package dev.ringfence.gateway.cli;

import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import dev.ringfence.api.v1.WithdrawRequest;
import dev.ringfence.api.v1.WithdrawResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(description = "Take cash, or units of a symbol, out of an account.")
final class WithdrawCommand extends WriteCommand {
  @Parameters(index = "1", paramLabel = "AMOUNT", description = "How much, 150.25 for example.")
  private String amount;

  @Option(
      names = "--symbol",
      paramLabel = "S",
      defaultValue = "",
      description = "The symbol to take units of; cash without it.")
  private String symbol;

  @Override
  Reply send(AccountServiceBlockingStub stub) {
    WithdrawRequest request =
        WithdrawRequest.newBuilder()
            .setAccountId(accountId())
            .setRequestId(requestId())
            .setAmount(amount)
            .setSymbol(symbol)
            .build();
    WithdrawResponse response = stub.withdraw(request);
    return new Reply(response, response.getResult());
  }

  @Override
  String done() {
    return "withdrew " + quantity(amount, symbol) + " from account " + accountId();
  }
}
