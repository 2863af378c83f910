package dev.ringfence.gateway.cli;

import picocli.CommandLine.Parameters;

/** A command that takes all or part of what remains of a reservation. */
abstract class RemainderCommand extends WriteCommand {
  @Parameters(index = "1", paramLabel = "ORDER", description = "The order's id.")
  private String orderId;

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "AMOUNT",
      defaultValue = "",
      description = "How much; all that remains without it.")
  private String amount;

  /** "released", for example. */
  abstract String verb();

  final String orderId() {
    return orderId;
  }

  final String amount() {
    return amount;
  }

  @Override
  final String done() {
    return verb()
        + " "
        + (amount.isEmpty() ? "what remained" : amount)
        + " of order "
        + orderId
        + " on account "
        + accountId();
  }
}
