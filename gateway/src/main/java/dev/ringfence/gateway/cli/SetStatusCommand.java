package dev.ringfence.gateway.cli;

import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import dev.ringfence.api.v1.SetAccountStatusRequest;
import dev.ringfence.api.v1.SetAccountStatusResponse;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.gateway.mapping.Messages;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(description = "Freeze, unfreeze or close an account.")
final class SetStatusCommand extends WriteCommand {
  @Option(
      names = "--set",
      paramLabel = "STATUS",
      required = true,
      description = "One of: ${COMPLETION-CANDIDATES}. CLOSED is final and needs an empty account.")
  private AccountStatus status;

  @Override
  Reply send(AccountServiceBlockingStub stub) {
    SetAccountStatusRequest request =
        SetAccountStatusRequest.newBuilder()
            .setAccountId(accountId())
            .setRequestId(requestId())
            .setStatus(Messages.status(status))
            .build();
    SetAccountStatusResponse response = stub.setAccountStatus(request);
    return new Reply(response, response.getResult());
  }

  @Override
  String done() {
    return "account " + accountId() + " is now " + status;
  }
}
