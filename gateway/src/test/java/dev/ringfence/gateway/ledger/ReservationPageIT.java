package dev.ringfence.gateway.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.ListReservationsResponse;
import dev.ringfence.api.v1.Outcome;
import dev.ringfence.api.v1.Reason;
import dev.ringfence.api.v1.Reservation;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.gateway.mapping.Messages;
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
final class ReservationPageIT {
  private static final long MIXED = 42;
  private static final long NOTHING = 43;
  private static final long MANY = 44;
  private static final long NOBODY = 46;

  private static final String ROWS =
      """
      INSERT INTO accounts VALUES
        (42, 0, 'USD', 1, 900.5, 100, 7, '2026-01-01Z'),
        (43, 0, 'EUR', 2, 0, 0, 1, '2026-01-01Z'),
        (44, 0, 'USD', 1, 0, 250, 250, '2026-01-01Z');
      INSERT INTO reservations VALUES
        (42, 'newest', 0, 'ACME', 9, 3, 3, NULL, 7),
        (42, 'oldest', 0, NULL, 2, 150.25, 100, '2026-01-02 00:00:00.123Z', 6),
        (42, 'Älter ''; --', 0, NULL, 5, 0.0001, 0.0001, NULL, 4),
        (41, 'another account''s', 0, NULL, 3, 1, 1, NULL, 1),
        (46, 'nobody''s', 0, NULL, 4, 1, 1, NULL, 1);
      INSERT INTO reservations
        SELECT 44 + number % 2, 'o-' || number, 0, NULL, 1000 + number, 1, 1, NULL, number
          FROM generate_series(1, 500) number;
      """;

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
  void shouldShowTheAccountWithAllThatIsHeldTheOldestFirst() {
    ListReservationsResponse page = list(MIXED, 0, 10);

    CommandResult result = page.getResult();
    assertEquals(Outcome.OUTCOME_ACCEPTED, result.getOutcome());
    assertEquals("900.5", result.getAccount().getBalance());
    assertEquals("100", result.getAccount().getReserved());
    assertEquals(7, result.getAccount().getVersion());
    assertEquals(
        List.of(
            Messages.reservation(
                "oldest", "", 1_502_500, 1_000_000, ReservationState.OPEN, 1_767_312_000_123L),
            Messages.reservation("Älter '; --", "", 1, 1, ReservationState.OPEN, 0),
            Messages.reservation("newest", "ACME", 30_000, 30_000, ReservationState.OPEN, 0)),
        page.getReservationsList());
    assertEquals(0, page.getNextAfterSequence());
  }

  @Test
  void shouldTellAnAccountWithNothingHeldFromOneThatIsNotThere() {
    ListReservationsResponse nothing = list(NOTHING, 0, 10);
    ListReservationsResponse nobody = list(NOBODY, 0, 10);

    assertEquals(Outcome.OUTCOME_ACCEPTED, nothing.getResult().getOutcome());
    assertEquals(1, nothing.getResult().getAccount().getVersion());
    assertEquals(0, nothing.getReservationsCount());
    assertEquals(0, nothing.getNextAfterSequence());
    assertEquals(
        ListReservationsResponse.newBuilder()
            .setResult(
                CommandResult.newBuilder()
                    .setOutcome(Outcome.OUTCOME_REJECTED)
                    .setReason(Reason.REASON_ACCOUNT_NOT_FOUND))
            .build(),
        nobody);
  }

  @Test
  void shouldListPagesInTheOrderInWhichTheyWereOpened() {
    List<String> expected =
        IntStream.rangeClosed(1, 250).mapToObj(number -> "o-" + 2 * number).toList();

    for (int pageSize : List.of(1, 100, 125, 250, 1_000)) {
      List<ListReservationsResponse> pages = pages(MANY, pageSize);

      assertEquals(expected, pages.stream().flatMap(page -> orders(page).stream()).toList());
      assertEquals((249 + pageSize) / pageSize, pages.size(), "no empty page at the end");
      assertTrue(pages.stream().allMatch(page -> page.getReservationsCount() <= pageSize));
    }
  }

  @Test
  void shouldGoOnWhereOneHasEndedMeanwhile() {
    assertEquals(List.of("Älter '; --", "newest"), orders(list(MIXED, 4, 10)));
    assertEquals(List.of("newest"), orders(list(MIXED, 8, 10)));
    assertEquals(List.of(), orders(list(MIXED, Long.MAX_VALUE, 10)));
  }

  @Test
  void shouldTakeReservationsFromThePrimary() {
    try (Database behind = LedgerDatabase.empty();
        JdbcLedgerReader reading =
            new JdbcLedgerReader(
                server.dataSource(),
                Optional.of(behind.dataSource()),
                LedgerReaderConfig.defaults())) {
      assertEquals(3, list(reading, MIXED, 0, 10).getReservationsCount());
    }
  }

  /** All of them, each asked for with what the one before said. */
  private static List<ListReservationsResponse> pages(long accountId, int pageSize) {
    List<ListReservationsResponse> pages = new ArrayList<>();
    long after = 0;
    do {
      pages.add(list(accountId, after, pageSize));
      after = pages.getLast().getNextAfterSequence();
    } while (after > 0);
    return pages;
  }

  private static List<String> orders(ListReservationsResponse page) {
    return page.getReservationsList().stream().map(Reservation::getOrderId).toList();
  }

  private static ListReservationsResponse list(long accountId, long after, int pageSize) {
    return list(reader, accountId, after, pageSize);
  }

  private static ListReservationsResponse list(
      JdbcLedgerReader from, long accountId, long after, int pageSize) {
    return from.listReservations(accountId, after, pageSize).orTimeout(30, TimeUnit.SECONDS).join();
  }
}
