package dev.ringfence.gateway.testing;

import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.ListLedgerResponse;
import dev.ringfence.api.v1.ListPositionsResponse;
import dev.ringfence.api.v1.ListReservationsResponse;
import dev.ringfence.api.v1.Reservation;
import dev.ringfence.gateway.ledger.LedgerReadException;
import dev.ringfence.gateway.ledger.LedgerReader;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A ledger that holds one thing of each kind, or fails. */
public final class FakeLedger implements LedgerReader {
  private final AtomicInteger reads = new AtomicInteger();
  private volatile ListLedgerResponse page = ListLedgerResponse.getDefaultInstance();
  private volatile ListPositionsResponse positions = ListPositionsResponse.getDefaultInstance();
  private volatile ListReservationsResponse reservations =
      ListReservationsResponse.getDefaultInstance();
  private volatile CommandResult outcome;
  private volatile Reservation reservation;
  private volatile LedgerReadException failure;
  private volatile String lastRead = "";
  private volatile CompletableFuture<Void> answering = CompletableFuture.completedFuture(null);

  public void holdPage(ListLedgerResponse next) {
    page = next;
  }

  public void holdPositions(ListPositionsResponse next) {
    positions = next;
  }

  public void holdReservations(ListReservationsResponse next) {
    reservations = next;
  }

  public void holdOutcome(CommandResult next) {
    outcome = next;
  }

  public void holdReservation(Reservation next) {
    reservation = next;
  }

  public void failWith(LedgerReadException.Kind kind) {
    failure = new LedgerReadException(kind, "as the test wants it", null);
  }

  /** Answers nothing until it is told to {@link #answer}. */
  public void keepWaiting() {
    answering = new CompletableFuture<>();
  }

  /** Answers what waits, and what comes. */
  public void answer() {
    answering.complete(null);
  }

  public int reads() {
    return reads.get();
  }

  /** The arguments of the last read, joined by spaces. */
  public String lastRead() {
    return lastRead;
  }

  @Override
  public CompletableFuture<ListLedgerResponse> listLedger(
      long accountId, long afterVersion, int pageSize) {
    return read(accountId + " " + afterVersion + " " + pageSize, page);
  }

  @Override
  public CompletableFuture<ListPositionsResponse> listPositions(
      long accountId, String afterSymbol, int pageSize) {
    return read(accountId + " " + afterSymbol + " " + pageSize, positions);
  }

  @Override
  public CompletableFuture<ListReservationsResponse> listReservations(
      long accountId, long afterSequence, int pageSize) {
    return read(accountId + " " + afterSequence + " " + pageSize, reservations);
  }

  @Override
  public CompletableFuture<Optional<CommandResult>> findOutcome(long accountId, String requestId) {
    return read(accountId + " " + requestId, Optional.ofNullable(outcome));
  }

  @Override
  public CompletableFuture<Optional<Reservation>> findEndedReservation(
      long accountId, String orderId, long atVersion) {
    return read(accountId + " " + orderId + " " + atVersion, Optional.ofNullable(reservation));
  }

  private <T> CompletableFuture<T> read(String arguments, T value) {
    reads.incrementAndGet();
    lastRead = arguments;
    return failure == null
        ? answering.thenApplyAsync(_ -> value)
        : CompletableFuture.failedFuture(failure);
  }
}
