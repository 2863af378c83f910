package dev.ringfence.gateway.cli;

import dev.ringfence.api.v1.ListPositionsRequest;
import dev.ringfence.api.v1.ListPositionsResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(description = "List what an account holds, by symbol.")
final class PositionsCommand extends ListCommand {
  @Option(
      names = "--after",
      paramLabel = "S",
      defaultValue = "",
      description = "Only symbols after this one (default: all).")
  private String afterSymbol;

  @Override
  int run(Connection connection) {
    ListPositionsResponse page =
        connection
            .stub()
            .listPositions(
                ListPositionsRequest.newBuilder()
                    .setAccountId(accountId())
                    .setAfterSymbol(afterSymbol)
                    .setPageSize(limit())
                    .build());
    return show(
        page,
        page.getResult(),
        ResultText.positions(page.getPositionsList()),
        afterSymbol.isEmpty() ? "No positions." : "No positions after " + afterSymbol + ".",
        page.getNextAfterSymbol());
  }
}
