package dev.ringfence.gateway.grpc;

import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.GetOutcomeRequest;
import dev.ringfence.api.v1.GetOutcomeResponse;
import dev.ringfence.api.v1.GetReservationRequest;
import dev.ringfence.api.v1.GetReservationResponse;
import dev.ringfence.api.v1.ListLedgerRequest;
import dev.ringfence.api.v1.ListLedgerResponse;
import dev.ringfence.api.v1.ListPositionsRequest;
import dev.ringfence.api.v1.ListPositionsResponse;
import dev.ringfence.api.v1.ListReservationsRequest;
import dev.ringfence.api.v1.ListReservationsResponse;
import dev.ringfence.api.v1.Outcome;
import dev.ringfence.api.v1.Reason;
import dev.ringfence.api.v1.Reservation;
import dev.ringfence.gateway.identity.Caller;
import dev.ringfence.gateway.identity.Operation;
import dev.ringfence.gateway.ledger.LedgerReadException;
import dev.ringfence.gateway.ledger.LedgerReader;
import dev.ringfence.gateway.ledger.SharedLedger;
import dev.ringfence.gateway.validation.ReadValidation;
import dev.ringfence.gateway.validation.Violation;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads that end in PostgreSQL: lists, and what a shard's memory has let go of. */
final class LedgerCalls {
  private static final Logger LOGGER = LoggerFactory.getLogger(LedgerCalls.class);

  private final SharedLedger ledger;
  private final LargeAnswers pages = new LargeAnswers();

  LedgerCalls(SharedLedger ledger) {
    this.ledger = ledger;
  }

  void listPositions(ListPositionsRequest request, StreamObserver<ListPositionsResponse> observer) {
    list(
        Operation.LIST_POSITIONS,
        request.getAccountId(),
        ReadValidation.listPositions(request),
        reader ->
            reader.listPositions(
                request.getAccountId(),
                request.getAfterSymbol(),
                ReadValidation.pageSize(request.getPageSize())),
        observer);
  }

  void listReservations(
      ListReservationsRequest request, StreamObserver<ListReservationsResponse> observer) {
    list(
        Operation.LIST_RESERVATIONS,
        request.getAccountId(),
        ReadValidation.listReservations(request),
        reader ->
            reader.listReservations(
                request.getAccountId(),
                request.getAfterSequence(),
                ReadValidation.pageSize(request.getPageSize())),
        observer);
  }

  void listLedger(ListLedgerRequest request, StreamObserver<ListLedgerResponse> observer) {
    list(
        Operation.LIST_LEDGER,
        request.getAccountId(),
        ReadValidation.listLedger(request),
        reader ->
            reader.listLedger(
                request.getAccountId(),
                request.getAfterVersion(),
                ReadValidation.pageSize(request.getPageSize())),
        observer);
  }

  /** A page of a list. It counts against the caller's limits, like every other call. */
  private <R> void list(
      Operation operation,
      long accountId,
      List<Violation> violations,
      Function<LedgerReader, CompletionStage<R>> question,
      StreamObserver<R> observer) {
    Caller caller = Caller.current();
    Reply<R> reply = LeavingReply.enter(caller, System.nanoTime(), new UnaryReply<>(observer));
    if (reply == null) {
      return;
    }
    if (!violations.isEmpty()) {
      reply.refuse(violations);
      return;
    }
    ErrorReason refusal = AccessCheck.refusal(caller, operation, accountId);
    if (refusal == null && !pages.admit(caller, observer)) {
      refusal = ErrorReason.LEDGER_BUSY;
    }
    if (refusal == null) {
      replyWith(ledger.read(caller.name(), question), page -> page, reply);
    } else {
      reply.fail(refusal);
    }
  }

  /** What the shard does not know may have ended long ago. */
  void completeReservation(
      GetReservationRequest request,
      Caller caller,
      CommandResult result,
      Reply<GetReservationResponse> reply) {
    if (result.getReason() != Reason.REASON_RESERVATION_NOT_FOUND) {
      reply.send(GetReservationResponse.newBuilder().setResult(result).build());
      return;
    }
    replyWith(
        ledger.read(
            caller.name(),
            reader ->
                reader.findEndedReservation(
                    request.getAccountId(),
                    request.getOrderId(),
                    result.getAccount().getVersion())),
        ended ->
            GetReservationResponse.newBuilder().setResult(withReservation(result, ended)).build(),
        reply);
  }

  /**
   * The shard marks an answer that it remembers as replayed; older effects are in the ledger. An
   * effect that the shard has forgotten may have been followed by a retry that it refused, so what
   * it remembers as refused holds only where the ledger has nothing else to say.
   */
  void completeOutcome(
      GetOutcomeRequest request,
      Caller caller,
      CommandResult result,
      Reply<GetOutcomeResponse> reply) {
    if (result.getReplayed() && result.getOutcome() == Outcome.OUTCOME_ACCEPTED) {
      reply.send(found(result));
      return;
    }
    GetOutcomeResponse remembered =
        result.getReplayed() ? found(result) : GetOutcomeResponse.getDefaultInstance();
    replyWith(
        ledger.read(
            caller.name(),
            reader -> reader.findOutcome(request.getAccountId(), request.getRequestId())),
        outcome -> outcome.map(LedgerCalls::found).orElse(remembered),
        reply);
  }

  private static GetOutcomeResponse found(CommandResult result) {
    return GetOutcomeResponse.newBuilder().setFound(true).setResult(result).build();
  }

  private static CommandResult withReservation(CommandResult result, Optional<Reservation> ended) {
    return ended
        .map(
            reservation ->
                result.toBuilder()
                    .setOutcome(Outcome.OUTCOME_ACCEPTED)
                    .clearReason()
                    .setReservation(reservation)
                    .build())
        .orElse(result);
  }

  private static <T, R> void replyWith(
      CompletionStage<T> stage, Function<T, R> toResponse, Reply<R> reply) {
    stage
        .thenApply(toResponse)
        .whenComplete(
            (response, failure) -> {
              if (failure == null) {
                reply.send(response);
              } else {
                reply.fail(reason(failure));
              }
            });
  }

  private static ErrorReason reason(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof LedgerReadException known) {
      return switch (known.kind()) {
        case BUSY -> ErrorReason.LEDGER_BUSY;
        case UNAVAILABLE -> ErrorReason.LEDGER_UNAVAILABLE;
      };
    }
    LOGGER.error("A ledger read failed in a way that nobody thought of", cause);
    return ErrorReason.INTERNAL;
  }
}
