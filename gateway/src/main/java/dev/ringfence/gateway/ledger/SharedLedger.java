package dev.ringfence.gateway.ledger;

import dev.ringfence.gateway.admission.ClientPlaces;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The one reader that all clients share, whatever they call: each may have so many reads under way
 * that nobody can take the whole queue.
 */
public final class SharedLedger {
  private final LedgerReader reader;
  private final ClientPlaces places;

  public SharedLedger(LedgerReader reader, LedgerReaderConfig config) {
    this.reader = reader;
    places = new ClientPlaces(config.queueCapacity(), config.mostPerClient());
  }

  /** Asks the reader, if the client may ask more; it counts until there is an answer. */
  public <T> CompletionStage<T> read(
      String client, Function<LedgerReader, CompletionStage<T>> question) {
    if (!places.tryTake(client)) {
      return CompletableFuture.failedStage(
          new LedgerReadException(
              LedgerReadException.Kind.BUSY, "Too many ledger reads are under way", null));
    }
    return question.apply(reader).whenComplete((_, _) -> places.leave(client));
  }
}
