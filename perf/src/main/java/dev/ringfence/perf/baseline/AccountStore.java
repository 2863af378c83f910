package dev.ringfence.perf.baseline;

import dev.ringfence.api.v1.CommandResult;
import java.math.BigDecimal;
import java.sql.SQLException;

/**
 * One way to keep the accounts in PostgreSQL. Every method returns after its effect is durable, and
 * does nothing a second time for the same identity.
 */
interface AccountStore {
  CommandResult open(Identity identity, String currency) throws SQLException;

  CommandResult deposit(Identity identity, BigDecimal amount) throws SQLException;

  CommandResult reserve(Identity identity, String orderId, BigDecimal amount) throws SQLException;

  CommandResult consume(Identity identity, Consumption consumption) throws SQLException;

  CommandResult read(long accountId) throws SQLException;
}
