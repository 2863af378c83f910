package dev.ringfence.journal;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * A session that only lets itself be read stays so when the database takes changes again: at
 * another host, or because its role or its database was told so when it began. The pool would hand
 * it out for half an hour more, as to it that is a refusal like others.
 */
final class ReadOnlySessions implements SQLExceptionOverride {
  @java.lang.Override
  public Override adjudicate(SQLException failure) {
    return SqlState.codeOf(failure).equals(SqlState.READ_ONLY)
        ? Override.MUST_EVICT
        : Override.CONTINUE_EVICT;
  }
}
