package dev.ringfence.gateway.cli;

import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import dev.ringfence.api.v1.ApplyFillRequest;
import dev.ringfence.api.v1.ApplyFillResponse;
import dev.ringfence.api.v1.Side;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(description = "Apply an execution to the order's reservation.")
final class FillCommand extends WriteCommand {
  @Parameters(index = "1", paramLabel = "ORDER", description = "The order's id.")
  private String orderId;

  @ArgGroup(multiplicity = "1")
  private Direction direction;

  @Option(names = "--symbol", paramLabel = "S", required = true, description = "What was traded.")
  private String symbol;

  @Option(names = "--quantity", paramLabel = "Q", required = true, description = "Units traded.")
  private String quantity;

  @Option(names = "--price", paramLabel = "P", defaultValue = "", description = "Price of a unit.")
  private String price;

  @Option(
      names = "--cash",
      paramLabel = "C",
      defaultValue = "",
      description = "Cash of this fill in all; price times quantity without it.")
  private String cash;

  @Option(names = "--last", description = "The last fill: what remains is released.")
  private boolean last;

  static final class Direction {
    @Option(names = "--buy", description = "Reserved cash becomes units.")
    private boolean buy;

    @Option(names = "--sell", description = "Reserved units become cash.")
    private boolean sell;
  }

  @Override
  Reply send(AccountServiceBlockingStub stub) {
    if (price.isEmpty() && cash.isEmpty()) {
      throw wrongUsage("Say what it cost or brought: --price of a unit, or --cash in all");
    }
    ApplyFillRequest request =
        ApplyFillRequest.newBuilder()
            .setAccountId(accountId())
            .setRequestId(requestId())
            .setOrderId(orderId)
            .setSymbol(symbol)
            .setSide(direction.buy ? Side.SIDE_BUY : Side.SIDE_SELL)
            .setQuantity(quantity)
            .setFillPrice(price)
            .setFilledAmount(cash)
            .setLastFill(last)
            .build();
    ApplyFillResponse response = stub.applyFill(request);
    return new Reply(response, response.getResult());
  }

  @Override
  String done() {
    return (direction.sell ? "sold " : "bought ")
        + quantity(quantity, symbol)
        + " for order "
        + orderId
        + " on account "
        + accountId();
  }
}
