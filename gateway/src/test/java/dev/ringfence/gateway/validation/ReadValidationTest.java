package dev.ringfence.gateway.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.ringfence.api.v1.GetAccountRequest;
import dev.ringfence.api.v1.GetOutcomeRequest;
import dev.ringfence.api.v1.GetReservationRequest;
import dev.ringfence.api.v1.ListLedgerRequest;
import dev.ringfence.api.v1.ListPositionsRequest;
import dev.ringfence.api.v1.ListReservationsRequest;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandType;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReadValidationTest {
  @Test
  void shouldWriteReads() {
    Command account =
        written(
            ReadValidation.getAccount(
                GetAccountRequest.newBuilder().setAccountId(42).setSymbol("ACME").build()));
    Command reservation =
        written(
            ReadValidation.getReservation(
                GetReservationRequest.newBuilder().setAccountId(42).setOrderId("o-1").build()));
    Command outcome =
        written(
            ReadValidation.getOutcome(
                GetOutcomeRequest.newBuilder().setAccountId(42).setRequestId("r-1").build()));

    assertEquals(CommandType.GET_ACCOUNT, account.type());
    assertEquals("ACME", account.symbol().toString());
    assertEquals(CommandType.GET_RESERVATION, reservation.type());
    assertEquals("o-1", reservation.orderId().toString());
    assertEquals(CommandType.GET_OUTCOME, outcome.type());
    assertEquals("r-1", outcome.requestId().toString());
  }

  @Test
  void shouldNameTheFieldsOfBrokenReads() {
    assertEquals(
        List.of("account_id", "order_id"),
        fields(ReadValidation.getReservation(GetReservationRequest.getDefaultInstance())));
    assertEquals(
        List.of("account_id", "request_id"),
        fields(ReadValidation.getOutcome(GetOutcomeRequest.getDefaultInstance())));
    assertEquals(
        List.of("symbol"),
        fields(
            ReadValidation.getAccount(
                GetAccountRequest.newBuilder().setAccountId(42).setSymbol("a b").build())));
  }

  @Test
  void shouldBoundThePagesOfTheLedger() {
    ListLedgerRequest broken =
        ListLedgerRequest.newBuilder().setAfterVersion(-1).setPageSize(1_001).build();

    assertEquals(
        List.of("account_id", "after_version", "page_size"),
        ReadValidation.listLedger(broken).stream().map(Violation::field).toList());
    assertEquals(
        List.of(),
        ReadValidation.listLedger(
            ListLedgerRequest.newBuilder().setAccountId(42).setPageSize(1_000).build()));
  }

  @Test
  void shouldBoundThePagesOfPositions() {
    ListPositionsRequest broken =
        ListPositionsRequest.newBuilder().setAfterSymbol("A B").setPageSize(-1).build();

    assertEquals(
        List.of("account_id", "after_symbol", "page_size"),
        ReadValidation.listPositions(broken).stream().map(Violation::field).toList());
    assertEquals(
        List.of(),
        ReadValidation.listPositions(
            ListPositionsRequest.newBuilder()
                .setAccountId(42)
                .setAfterSymbol("ACME")
                .setPageSize(1_000)
                .build()));
  }

  @Test
  void shouldBoundThePagesOfReservations() {
    ListReservationsRequest broken =
        ListReservationsRequest.newBuilder().setAfterSequence(-1).setPageSize(1_001).build();

    assertEquals(
        List.of("account_id", "after_sequence", "page_size"),
        ReadValidation.listReservations(broken).stream().map(Violation::field).toList());
    assertEquals(
        List.of(),
        ReadValidation.listReservations(
            ListReservationsRequest.newBuilder()
                .setAccountId(42)
                .setAfterSequence(Long.MAX_VALUE)
                .setPageSize(1_000)
                .build()));
  }

  private static List<String> fields(Validated validated) {
    return assertInstanceOf(Validated.Invalid.class, validated).violations().stream()
        .map(Violation::field)
        .toList();
  }

  private static Command written(Validated validated) {
    Command command = new Command();
    assertInstanceOf(Validated.Valid.class, validated).writer().write(command);
    return command;
  }
}
