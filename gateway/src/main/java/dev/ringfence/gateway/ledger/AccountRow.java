package dev.ringfence.gateway.ledger;

import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.Outcome;
import dev.ringfence.api.v1.Reason;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.gateway.mapping.Messages;
import dev.ringfence.journal.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The account that stands beside what it has, in each row of a page. */
final class AccountRow {
  /** Of {@code accounts}, as {@code a}. */
  static final String COLUMNS = "a.currency, a.status, a.balance, a.reserved, a.version";

  static final CommandResult NOT_FOUND =
      CommandResult.newBuilder()
          .setOutcome(Outcome.OUTCOME_REJECTED)
          .setReason(Reason.REASON_ACCOUNT_NOT_FOUND)
          .build();

  private AccountRow() {}

  static CommandResult found(ResultSet row, long accountId) throws SQLException {
    return CommandResult.newBuilder()
        .setOutcome(Outcome.OUTCOME_ACCEPTED)
        .setAccount(
            Messages.account(
                accountId,
                row.getString("currency"),
                AccountStatus.ofCode(row.getInt("status")),
                Columns.units(row, "balance"),
                Columns.units(row, "reserved"),
                row.getLong("version")))
        .build();
  }
}
