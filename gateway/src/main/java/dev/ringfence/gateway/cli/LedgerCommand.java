package dev.ringfence.gateway.cli;

import dev.ringfence.api.v1.LedgerEntry;
import dev.ringfence.api.v1.ListLedgerRequest;
import dev.ringfence.api.v1.ListLedgerResponse;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(description = "List every change of an account, oldest first.")
final class LedgerCommand extends ListCommand {
  @Option(
      names = "--after",
      paramLabel = "VERSION",
      defaultValue = "0",
      description = "Only changes after this version (default: 0).")
  private long afterVersion;

  @Override
  int run(Connection connection) {
    ListLedgerResponse page =
        connection
            .stub()
            .listLedger(
                ListLedgerRequest.newBuilder()
                    .setAccountId(accountId())
                    .setAfterVersion(counted(afterVersion))
                    .setPageSize(limit())
                    .build());
    // An account begins with the entry of its opening.
    boolean isFound = afterVersion > 0 || page.getEntriesCount() > 0;
    if (json()) {
      printJson(page);
    } else {
      show(entries(page), isFound ? nothingAfter() : notFound(), more(page.getNextAfterVersion()));
    }
    return isFound ? ExitCode.GOOD : ExitCode.REJECTED;
  }

  private String nothingAfter() {
    return "No changes of account " + accountId() + " after version " + afterVersion + ".";
  }

  private String notFound() {
    return "NOT FOUND  No changes of account "
        + accountId()
        + " are on record. If it was opened just now, and the server lists from a replica, try again;"
        + " whether there is such an account says: ringfence account get "
        + accountId();
  }

  private static Table entries(ListLedgerResponse page) {
    Table table =
        new Table(
            "version",
            "time",
            "type",
            "order",
            "symbol",
            "cash",
            "held cash",
            "units",
            "held units",
            "balance",
            "reserved",
            "request id");
    for (LedgerEntry entry : page.getEntriesList()) {
      addRow(table, entry);
    }
    return table;
  }

  private static void addRow(Table table, LedgerEntry entry) {
    table.row(
        entry.getVersion(),
        Instant.ofEpochSecond(entry.getAt().getSeconds(), entry.getAt().getNanos()),
        entry.getType(),
        entry.getReservation().getOrderId(),
        entry.getPosition().getSymbol(),
        signed(entry.getBalanceChange()),
        signed(entry.getReservedChange()),
        signed(entry.getQuantityChange()),
        signed(entry.getReservedQuantityChange()),
        entry.getAccount().getBalance(),
        entry.getAccount().getReserved(),
        entry.getRequestId());
  }

  /** What did not change is left out, so that the eye finds what did. */
  private static String signed(String change) {
    if (change.isEmpty() || change.equals("0")) {
      return "";
    }
    return change.startsWith("-") ? change : "+" + change;
  }
}
