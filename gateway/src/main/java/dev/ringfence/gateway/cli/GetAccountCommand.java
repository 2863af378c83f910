package dev.ringfence.gateway.cli;

import dev.ringfence.api.v1.GetAccountRequest;
import dev.ringfence.api.v1.GetAccountResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(description = "Show an account, and its position in one symbol.")
final class GetAccountCommand extends ClientCommand {
  @Parameters(index = "0", paramLabel = "ACCOUNT", description = "The account's id.")
  private long accountId;

  @Option(
      names = "--symbol",
      paramLabel = "S",
      defaultValue = "",
      description = "A symbol whose position is shown as well.")
  private String symbol;

  @Override
  int run(Connection connection) {
    GetAccountRequest request =
        GetAccountRequest.newBuilder().setAccountId(accountId).setSymbol(symbol).build();
    GetAccountResponse response = connection.stub().getAccount(request);
    return print(response, response.getResult(), "");
  }
}
