package dev.ringfence.journal.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.localstack.testing.Backends;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class OutboxDiscardIT {
  private static final long SLOT_EVENTS = 262_144;

  private OutboxTable table;
  private OutboxDiscard discard;

  @BeforeEach
  void start() throws SQLException {
    table = new OutboxTable(Backends.freshDatabase());
    discard = new OutboxDiscard(table.dataSource());
  }

  @Test
  void shouldLetNothingWaitAndKeepWhereTheShardStands() throws SQLException {
    table.startAfter(SLOT_EVENTS - 3);
    table.commit(5);

    assertEquals(new OutboxDiscard.Report(5, 2), discard.run());
    assertEquals(0, lag());
    assertEquals(new OutboxDiscard.Report(0, 0), discard.run());

    table.commit(1);
    assertEquals(new OutboxDiscard.Report(1, 0), discard.run());
  }

  @Test
  void shouldRefuseWhileARelayIsAtWork() throws SQLException {
    table.commit(5);
    try (Outbox relay = outbox()) {
      assertTrue(relay.claim());

      assertThrows(OutboxInUseException.class, discard::run);
    }

    assertEquals(5, lag());
  }

  private long lag() throws SQLException {
    try (Outbox outbox = outbox()) {
      return outbox.progress().lag();
    }
  }

  private Outbox outbox() {
    return new JdbcOutbox(table.dataSource(), 0, RelayConfig.DEFAULTS, new OutboxSlots());
  }
}
