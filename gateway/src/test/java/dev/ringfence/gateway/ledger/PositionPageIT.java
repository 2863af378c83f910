package dev.ringfence.gateway.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.ListPositionsResponse;
import dev.ringfence.api.v1.Outcome;
import dev.ringfence.api.v1.Position;
import dev.ringfence.api.v1.Reason;
import dev.ringfence.journal.Database;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class PositionPageIT {
  private static final long MIXED = 42;
  private static final long CASH_ONLY = 43;
  private static final long MANY = 44;
  private static final long SOLD_OUT = 45;
  private static final long NOBODY = 46;

  private static final String ROWS =
      """
      INSERT INTO accounts VALUES
        (42, 0, 'USD', 1, 900.5, 100, 7, '2026-01-01Z'),
        (43, 0, 'EUR', 2, 0, 0, 1, '2026-01-01Z'),
        (44, 0, 'USD', 1, 0, 0, 250, '2026-01-01Z'),
        (45, 0, 'USD', 1, 0, 0, 50000, '2026-01-01Z');
      INSERT INTO positions VALUES
        (42, 'ACME', 0, 3, 1, 100.5, 7),
        (42, 'SOLD', 0, 0, 0, 0, 5),
        (42, 'acme', 0, 2, 0, 0, 6),
        (42, 'HELD', 0, 0, 0.0001, 0, 4),
        (41, 'OTHER', 0, 1, 0, 0, 1),
        (46, 'NOBODYS', 0, 1, 0, 0, 1);
      INSERT INTO positions
        SELECT 44, 'S-' || to_char(number, 'FM000'), 0, number, 0, 0, number
          FROM generate_series(1, 250) number;
      INSERT INTO positions
        SELECT 45, 'SEAT-' || to_char(number, 'FM00000'), 0, 0, (number %% %d = 0)::int, 0, number
          FROM generate_series(1, 2 * %d + 5) number;
      """
          .formatted(PositionPage.MOST_ROWS, PositionPage.MOST_ROWS);

  private static Database server;
  private static JdbcLedgerReader reader;

  @BeforeAll
  static void fill() throws SQLException {
    server = LedgerDatabase.with(ROWS);
    reader = new JdbcLedgerReader(server.dataSource(), LedgerReaderConfig.defaults());
  }

  @AfterAll
  static void stop() {
    reader.close();
    server.close();
  }

  @Test
  void shouldShowTheAccountWithAllThatItHolds() {
    ListPositionsResponse page = list(MIXED, "", 10);

    CommandResult result = page.getResult();
    assertEquals(Outcome.OUTCOME_ACCEPTED, result.getOutcome());
    assertEquals("USD", result.getAccount().getCurrency());
    assertEquals("900.5", result.getAccount().getBalance());
    assertEquals("100", result.getAccount().getReserved());
    assertEquals(7, result.getAccount().getVersion());
    assertEquals(List.of("ACME", "HELD", "acme"), symbols(page));
    assertEquals(
        Position.newBuilder()
            .setSymbol("ACME")
            .setQuantity("3")
            .setReservedQuantity("1")
            .setCost("100.5")
            .setAveragePrice("25.125")
            .build(),
        page.getPositions(0));
    assertEquals("0.0001", page.getPositions(1).getReservedQuantity());
    assertEquals("", page.getNextAfterSymbol());
  }

  @Test
  void shouldTellAnAccountThatHoldsNothingFromOneThatIsNotThere() {
    ListPositionsResponse nothing = list(CASH_ONLY, "", 10);
    ListPositionsResponse nobody = list(NOBODY, "", 10);

    assertEquals(Outcome.OUTCOME_ACCEPTED, nothing.getResult().getOutcome());
    assertEquals(1, nothing.getResult().getAccount().getVersion());
    assertEquals(0, nothing.getPositionsCount());
    assertEquals("", nothing.getNextAfterSymbol());
    assertEquals(
        ListPositionsResponse.newBuilder()
            .setResult(
                CommandResult.newBuilder()
                    .setOutcome(Outcome.OUTCOME_REJECTED)
                    .setReason(Reason.REASON_ACCOUNT_NOT_FOUND))
            .build(),
        nobody);
  }

  @Test
  void shouldListPagesInTheOrderOfSymbols() {
    List<String> expected = IntStream.rangeClosed(1, 250).mapToObj("S-%03d"::formatted).toList();

    for (int pageSize : List.of(1, 100, 125, 250, 1_000)) {
      List<ListPositionsResponse> pages = pages(MANY, pageSize);

      assertEquals(
          expected, pages.stream().flatMap(page -> symbols(page).stream()).toList(), "in order");
      assertEquals((249 + pageSize) / pageSize, pages.size(), "no empty page at the end");
      assertTrue(pages.stream().allMatch(page -> page.getPositionsCount() <= pageSize));
    }
  }

  @Test
  void shouldBeginAfterASymbolThatIsNotThere() {
    assertEquals(List.of("HELD", "acme"), symbols(list(MIXED, "ACMEZ", 10)));
    assertEquals(List.of("acme"), symbols(list(MIXED, "SOLD", 10)));
    assertEquals(List.of(), symbols(list(MIXED, "~", 10)));
    assertEquals(List.of("ACME"), symbols(list(MIXED, "' OR true --", 1)));
  }

  @Test
  void shouldNotWalkThroughAllThatIsSoldInOnePage() {
    List<ListPositionsResponse> pages = pages(SOLD_OUT, 1_000);

    assertEquals(
        List.of(List.of("SEAT-10000"), List.of("SEAT-20000"), List.of()),
        pages.stream().map(PositionPageIT::symbols).toList());
    assertFalse(pages.get(1).getNextAfterSymbol().isEmpty());
  }

  @Test
  void shouldTakePositionsFromThePrimary() {
    try (Database behind = LedgerDatabase.empty();
        JdbcLedgerReader reading =
            new JdbcLedgerReader(
                server.dataSource(),
                Optional.of(behind.dataSource()),
                LedgerReaderConfig.defaults())) {
      assertEquals(3, list(reading, MIXED, "", 10).getPositionsCount());
    }
  }

  /** All of them, each asked for with what the one before said. */
  private static List<ListPositionsResponse> pages(long accountId, int pageSize) {
    List<ListPositionsResponse> pages = new ArrayList<>();
    String after = "";
    do {
      pages.add(list(accountId, after, pageSize));
      after = pages.getLast().getNextAfterSymbol();
    } while (!after.isEmpty());
    return pages;
  }

  private static List<String> symbols(ListPositionsResponse page) {
    return page.getPositionsList().stream().map(Position::getSymbol).toList();
  }

  private static ListPositionsResponse list(long accountId, String after, int pageSize) {
    return list(reader, accountId, after, pageSize);
  }

  private static ListPositionsResponse list(
      JdbcLedgerReader from, long accountId, String after, int pageSize) {
    return from.listPositions(accountId, after, pageSize).orTimeout(30, TimeUnit.SECONDS).join();
  }
}
