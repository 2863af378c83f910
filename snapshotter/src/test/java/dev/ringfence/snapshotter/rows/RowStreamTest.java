package dev.ringfence.snapshotter.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RowStreamTest {
  private static final int END = -1;

  private final AtomicInteger abandoned = new AtomicInteger();

  @Test
  void shouldGiveRowsWhenHeaderComesWithTheFirst() throws SQLException {
    RowStream rows = stream(header().shorts(1).int8(7), new BinaryRow().shorts(1).int8(8), end());

    assertTrue(rows.next());
    assertEquals(7, rows.int8());
    assertTrue(rows.next());
    assertEquals(8, rows.int8());
    assertFalse(rows.next());
    assertFalse(rows.next());
    assertEquals(2, rows.rows());
  }

  @Test
  void shouldGiveRowsWhenHeaderComesAlone() throws SQLException {
    RowStream rows = stream(header(), new BinaryRow().shorts(1).int8(7), end());

    assertTrue(rows.next());
    assertEquals(7, rows.int8());
    assertFalse(rows.next());
  }

  @Test
  void shouldGiveNothingWhenThereAreNoRows() throws SQLException {
    assertFalse(stream(header().shorts(END)).next());
    assertFalse(stream(header(), end()).next());
  }

  @Test
  void shouldFailWhenStreamBreaksOff() throws SQLException {
    RowStream rows = stream(header().shorts(1).int8(7));

    assertTrue(rows.next());
    rows.int8();

    assertThrows(IllegalStateException.class, rows::next);
  }

  @Test
  void shouldGiveUpTheConnectionWhenClosedBeforeItsEnd() throws SQLException {
    try (RowStream rows = stream(header().shorts(1).int8(7), end())) {
      rows.next();
    }

    assertEquals(1, abandoned.get());
  }

  @Test
  void shouldKeepTheConnectionWhenReadToItsEnd() throws SQLException {
    try (RowStream rows = stream(header().shorts(END))) {
      rows.next();
    }

    assertEquals(0, abandoned.get());
  }

  private RowStream stream(BinaryRow... messages) {
    return new RowStream(new FakeCopy(messages), abandoned::incrementAndGet);
  }

  private static BinaryRow header() {
    return new BinaryRow()
        .raw('P', 'G', 'C', 'O', 'P', 'Y', '\n', 0xFF, '\r', '\n', 0)
        .length(0)
        .length(0);
  }

  private static BinaryRow end() {
    return new BinaryRow().shorts(END);
  }
}
