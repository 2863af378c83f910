package dev.ringfence.gateway.cli;

import com.google.protobuf.Message;
import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.gateway.validation.ReadValidation;
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
    if (limit < 1 || limit > ReadValidation.MAX_PAGE_SIZE) {
      throw wrongUsage("--limit must be 1 to " + ReadValidation.MAX_PAGE_SIZE + ", not " + limit);
    }
    return limit;
  }

  /** Where a page begins, of lists that are counted. */
  final long counted(long after) {
    if (after < 0) {
      throw wrongUsage("--after must not be negative");
    }
    return after;
  }

  /** The account, and below it what is listed of it, or that there is nothing. */
  final int show(Message page, CommandResult account, Table rows, String none, String more) {
    int exitCode = print(page, account, "");
    if (!json() && exitCode == ExitCode.GOOD) {
      out().println();
      show(rows, none, more);
    }
    return exitCode;
  }

  /**
   * @param more where the next page begins; empty for the last one
   */
  final void show(Table rows, String none, String more) {
    if (rows.isEmpty()) {
      out().println(none);
    } else {
      rows.print(out());
    }
    if (!more.isEmpty()) {
      out().println();
      out().println("There is more: --after " + more);
    }
  }

  /** Where the next page begins, of lists that are counted. */
  static String more(long after) {
    return after == 0 ? "" : Long.toString(after);
  }
}
