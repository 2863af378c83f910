package dev.ringfence.snapshotter.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringfence.snapshotter.sample.TestDatabase;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import org.junit.jupiter.api.Test;

class SnapshotIT {
  @Test
  void shouldNotBeTakenForGoneWhenItsStreamIsReadSlowly() throws Exception {
    try (TestDatabase database = TestDatabase.create();
        Snapshot snapshot = Snapshot.begin(database.dataSource(), 60_000);
        PreparedStatement limit =
            snapshot.prepare("SELECT setting FROM pg_settings WHERE name = 'tcp_user_timeout'");
        ResultSet row = limit.executeQuery()) {
      row.next();

      assertEquals("0", row.getString(1));
    }
  }
}
