package dev.ringfence.perf.events;

import com.google.protobuf.Timestamp;
import dev.ringfence.api.v1.Account;
import dev.ringfence.api.v1.AccountStatus;
import dev.ringfence.api.v1.Reservation;
import dev.ringfence.api.v1.ReservationState;
import dev.ringfence.events.v1.AccountEvent;
import dev.ringfence.events.v1.AccountEventType;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Reserves of many accounts in turn, committed at once into the outbox of shard 0. */
final class OutboxFill {
  private static final int SLOT_SHIFT = 18;
  private static final int SLOT_MASK = 3;

  private final DataSource dataSource;
  private long sequence;

  OutboxFill(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * Events of the accounts {@code first} and up, each as often as the others.
   *
   * @param firstVersion of each of these accounts
   */
  void add(int events, long first, int accounts, long firstVersion) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      CopyIn copy =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn(
                  "COPY outbox (shard_id, sequence, account_id, version, type, occurred_at,"
                      + " payload, slot) FROM STDIN");
      for (int index = 0; index < events; index++) {
        byte[] row = row(first + index % accounts, firstVersion + index / accounts);
        copy.writeToCopy(row, 0, row.length);
      }
      copy.endCopy();
      try (Statement statement = connection.createStatement()) {
        statement.execute("UPDATE shards SET sequence = " + sequence);
      }
      connection.commit();
    }
  }

  long lastSequence() {
    return sequence;
  }

  private byte[] row(long accountId, long version) {
    sequence++;
    AccountEvent event = event(accountId, version);
    return ("0\t"
            + sequence
            + '\t'
            + accountId
            + '\t'
            + version
            + '\t'
            + event.getTypeValue()
            + "\tnow\t\\\\x"
            + HexFormat.of().formatHex(event.toByteArray())
            + '\t'
            + (sequence >> SLOT_SHIFT & SLOT_MASK)
            + '\n')
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static AccountEvent event(long accountId, long version) {
    return AccountEvent.newBuilder()
        .setEventId(accountId + "-" + version)
        .setType(AccountEventType.ACCOUNT_EVENT_TYPE_RESERVED)
        .setRequestId(uuid(accountId))
        .setAccount(
            Account.newBuilder()
                .setAccountId(accountId)
                .setCurrency("USD")
                .setStatus(AccountStatus.ACCOUNT_STATUS_ACTIVE)
                .setBalance("849.75")
                .setReserved("150.25")
                .setVersion(version))
        .setReservation(
            Reservation.newBuilder()
                .setOrderId(uuid(version))
                .setAmount("150.25")
                .setRemaining("150.25")
                .setState(ReservationState.RESERVATION_STATE_OPEN))
        .setBalanceChange("-150.25")
        .setReservedChange("150.25")
        .setOccurredAt(Timestamp.newBuilder().setSeconds(System.currentTimeMillis() / 1_000))
        .build();
  }

  /** As long as the ids that callers use. */
  private static String uuid(long number) {
    return "0198f3c1-7d2e-7a52-b1f4-" + HexFormat.of().toHexDigits(number, 12);
  }
}
