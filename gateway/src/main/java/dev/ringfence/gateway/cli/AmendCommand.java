package dev.ringfence.gateway.cli;

import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import dev.ringfence.api.v1.AmendRequest;
import dev.ringfence.api.v1.AmendResponse;
import java.time.Duration;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(description = "Change an open reservation's amount, its end, or both.")
final class AmendCommand extends WriteCommand {
  @Parameters(index = "1", paramLabel = "ORDER", description = "The order's id.")
  private String orderId;

  @Option(
      names = "--amount",
      paramLabel = "AMOUNT",
      defaultValue = "",
      description = "The new amount in all, with what was filled, settled or released of it.")
  private String amount;

  @ArgGroup private Expiry expiry = new Expiry();

  static final class Expiry {
    @Option(
        names = "--ttl",
        paramLabel = "TIME",
        converter = DurationConverter.class,
        description = "After how long, from now, it ends by itself.")
    private Duration timeToLive;

    @Option(names = "--never-expires", description = "It never ends by itself.")
    private boolean never;
  }

  @Override
  Reply send(AccountServiceBlockingStub stub) {
    if (amount.isEmpty() && expiry.timeToLive == null && !expiry.never) {
      throw wrongUsage("Say what shall change: --amount, --ttl or --never-expires");
    }
    AmendRequest.Builder request =
        AmendRequest.newBuilder()
            .setAccountId(accountId())
            .setRequestId(requestId())
            .setOrderId(orderId)
            .setAmount(amount);
    if (expiry.timeToLive != null) {
      request.setTimeToLive(DurationConverter.toMessage(expiry.timeToLive));
    }
    if (expiry.never) {
      request.setNeverExpires(true);
    }
    AmendResponse response = stub.amend(request.build());
    return new Reply(response, response.getResult());
  }

  @Override
  String done() {
    return "amended order " + orderId + " on account " + accountId();
  }
}
