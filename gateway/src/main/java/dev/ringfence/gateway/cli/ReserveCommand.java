package dev.ringfence.gateway.cli;

import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import dev.ringfence.api.v1.ReserveRequest;
import dev.ringfence.api.v1.ReserveResponse;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(description = "Hold cash, or units of a symbol, for an order.")
final class ReserveCommand extends WriteCommand {
  @Parameters(index = "1", paramLabel = "ORDER", description = "The order's id.")
  private String orderId;

  @Parameters(index = "2", paramLabel = "AMOUNT", description = "How much, 150.25 for example.")
  private String amount;

  @Option(
      names = "--symbol",
      paramLabel = "S",
      defaultValue = "",
      description = "The symbol to hold units of; cash without it.")
  private String symbol;

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "After how long it ends by itself, 30s or 2h for example; never without it.")
  private Duration timeToLive;

  @Override
  Reply send(AccountServiceBlockingStub stub) {
    ReserveRequest.Builder request =
        ReserveRequest.newBuilder()
            .setAccountId(accountId())
            .setRequestId(requestId())
            .setOrderId(orderId)
            .setAmount(amount)
            .setSymbol(symbol);
    if (timeToLive != null && timeToLive.isZero()) {
      // The API takes zero for "never", which nobody means who types it.
      throw wrongUsage("--ttl must be greater than zero; without it the reservation never ends");
    }
    if (timeToLive != null) {
      request.setTimeToLive(DurationConverter.toMessage(timeToLive));
    }
    ReserveResponse response = stub.reserve(request.build());
    return new Reply(response, response.getResult());
  }

  @Override
  String done() {
    return "reserved "
        + quantity(amount, symbol)
        + " for order "
        + orderId
        + " on account "
        + accountId();
  }
}
