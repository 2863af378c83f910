package dev.ringfence.gateway.cli;

import dev.ringfence.api.v1.Account;
import dev.ringfence.api.v1.Position;
import dev.ringfence.api.v1.Reservation;
import dev.ringfence.api.v1.WatchAccountResponse;
import dev.ringfence.client.AccountWatch;
import dev.ringfence.client.NotDoneException;
import dev.ringfence.client.RingfenceClient;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Show an account and then every change of it, until you stop it.",
      "It waits --deadline for the first line, and comes back by itself when the server does."
    })
final class WatchCommand extends ClientCommand {
  @Parameters(index = "0", paramLabel = "ACCOUNT", description = "The account's id.")
  private long accountId;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "0",
      description = "End after so many lines (default: never).")
  private long count;

  private final CompletableFuture<Void> begun = new CompletableFuture<>();
  private final CompletableFuture<Void> enough = new CompletableFuture<>();

  /** Only touched by the client's thread. */
  private long shown;

  @Override
  int run(Connection connection) {
    try (RingfenceClient client = connection.client();
        AccountWatch watch = client.watch(accountId, this::show)) {
      var _ =
          CompletableFuture.anyOf(begun, watch.ended())
              .get(deadline().toMillis(), TimeUnit.MILLISECONDS);
      var _ = CompletableFuture.anyOf(enough, watch.ended()).get();
      return ExitCode.GOOD;
    } catch (TimeoutException silence) {
      error()
          .println(
              "No answer from %s within %d ms. ".formatted(server(), deadline().toMillis())
                  + CallFailure.WHERE_A_SERVER_IS);
      return ExitCode.NO_ANSWER;
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof NotDoneException refused) {
        return CallFailure.of(refused.problem(), server()).print(error(), retryId());
      }
      throw new IllegalStateException("A change could not be shown", failure.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return ExitCode.NO_ANSWER;
    }
  }

  private void show(WatchAccountResponse change) {
    if (enough.isDone()) {
      return;
    }
    if (json()) {
      printJson(change);
    } else {
      out().println(line(change));
    }
    shown++;
    begun.complete(null);
    // Whoever has read enough closes the pipe, as head does; it also flushes.
    if (out().checkError() || shown == count) {
      enough.complete(null);
    }
  }

  /** One line for each, as nobody knows how wide the next one will be. */
  private static String line(WatchAccountResponse change) {
    Account account = change.getAccount();
    StringBuilder line = new StringBuilder().append('v').append(account.getVersion());
    if (change.hasAt()) {
      line.append("  ")
          .append(Instant.ofEpochSecond(change.getAt().getSeconds(), change.getAt().getNanos()));
    }
    line.append("  ")
        .append(change.getType().isEmpty() ? "as it is" : change.getType())
        .append("  balance ")
        .append(account.getBalance())
        .append(" reserved ")
        .append(account.getReserved());
    if (change.hasReservation()) {
      Reservation reservation = change.getReservation();
      line.append("  order ")
          .append(reservation.getOrderId())
          .append(" remaining ")
          .append(reservation.getRemaining());
    }
    if (change.hasPosition()) {
      Position position = change.getPosition();
      line.append("  ")
          .append(position.getSymbol())
          .append(' ')
          .append(position.getQuantity())
          .append(" reserved ")
          .append(position.getReservedQuantity());
    }
    if (change.getSkippedChanges() > 0) {
      line.append("  (").append(change.getSkippedChanges()).append(" changes left out before)");
    }
    return line.toString();
  }
}
