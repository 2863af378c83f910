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
    int exitCode = print(page, page.getResult(), "");
    if (!json() && exitCode == ExitCode.GOOD) {
      print(page);
    }
    return exitCode;
  }

  private void print(ListPositionsResponse page) {
    out().println();
    if (page.getPositionsCount() > 0) {
      ResultText.positions(page.getPositionsList()).print(out());
    } else {
      out()
          .println(
              afterSymbol.isEmpty() ? "No positions." : "No positions after " + afterSymbol + ".");
    }
    if (!page.getNextAfterSymbol().isEmpty()) {
      printWhereMoreIs(page.getNextAfterSymbol());
    }
  }
}
