package dev.ringfence.gateway.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one page of what an account has, and where the next one begins. */
abstract class ListCommand extends ClientCommand {
  @Parameters(index = "0", paramLabel = "ACCOUNT", description = "The account's id.")
  private long accountId;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many at most, up to 1,000 (default: 100).")
  private int limit;

  final long accountId() {
    return accountId;
  }

  final int limit() {
    return limit;
  }

  /** Below a table. */
  final void printWhereMoreIs(Object after) {
    out().println();
    out().println("There is more: --after " + after);
  }
}
