package dev.ringfence.gateway.cli;

import dev.ringfence.api.v1.GetOutcomeRequest;
import dev.ringfence.api.v1.GetOutcomeResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(description = "Show what became of a command whose answer was lost.")
final class OutcomeCommand extends ClientCommand {
  @Parameters(index = "0", paramLabel = "ACCOUNT", description = "The account's id.")
  private long accountId;

  @Parameters(index = "1", paramLabel = "REQUEST_ID", description = "The command's request id.")
  private String requestId;

  @Override
  int run(Connection connection) {
    GetOutcomeRequest request =
        GetOutcomeRequest.newBuilder().setAccountId(accountId).setRequestId(requestId).build();
    GetOutcomeResponse response = connection.stub().getOutcome(request);
    if (response.getFound()) {
      return print(response, response.getResult(), "request " + requestId);
    }
    if (json()) {
      printJson(response);
    } else {
      out()
          .println(
              "NOT FOUND  Account "
                  + accountId
                  + " has no effect on record under this id. To be sure, repeat the command with"
                  + " the same id: it is done once.");
    }
    return ExitCode.REJECTED;
  }
}
