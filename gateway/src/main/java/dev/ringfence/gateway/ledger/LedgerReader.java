package dev.ringfence.gateway.ledger;

import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.ListLedgerResponse;
import dev.ringfence.api.v1.ListPositionsResponse;
import dev.ringfence.api.v1.ListReservationsResponse;
import dev.ringfence.api.v1.Reservation;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Reads what is durable: lists, and what is no longer in memory. Answers come on threads of its
 * own; a stage that fails does so with a {@link LedgerReadException}. Never blocks the caller.
 */
public interface LedgerReader {
  /** Entries of the account with a version above {@code afterVersion}, oldest first. */
  CompletionStage<ListLedgerResponse> listLedger(long accountId, long afterVersion, int pageSize);

  /**
   * The account with what it holds in symbols after {@code afterSymbol}, all as of one moment, at
   * which everything was in it that had been acknowledged before the question. Rejected where there
   * is no such account.
   */
  CompletionStage<ListPositionsResponse> listPositions(
      long accountId, String afterSymbol, int pageSize);

  /**
   * The account with its open reservations that were opened after {@code afterSequence}, the oldest
   * first; in all else as its positions.
   */
  CompletionStage<ListReservationsResponse> listReservations(
      long accountId, long afterSequence, int pageSize);

  /**
   * The answer that the accepted command with this id got, marked replayed. Empty only if nothing
   * was committed under this id before the question.
   */
  CompletionStage<Optional<CommandResult>> findOutcome(long accountId, String requestId);

  /**
   * A reservation that had ended when the account had this version. Those do not change any more,
   * so what a shard knew at that version and what is found here belong together.
   */
  CompletionStage<Optional<Reservation>> findEndedReservation(
      long accountId, String orderId, long atVersion);
}
