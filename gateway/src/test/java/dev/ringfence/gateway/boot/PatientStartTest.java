package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.journal.Database;
import dev.ringfence.journal.DatabaseConfig;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class PatientStartTest {
  private final Database nowhere =
      Database.open(
          DatabaseConfig.of("jdbc:postgresql://127.0.0.1:1/none", "nobody", "")
              .withTimeouts(250, 1_000, 500, 500));
  private final PatientStart patience = new PatientStart(nowhere);
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch answered = new CountDownLatch(1);
  private final AtomicBoolean worthWaiting = new AtomicBoolean(true);

  @AfterEach
  void end() {
    answered.countDown();
    nowhere.close();
  }

  @Test
  void shouldNotHoldUpAStopWhileTheDatabaseDoesWhatItWasAsked() throws Exception {
    CompletableFuture<Boolean> start = start(this::awaitAnswer);
    begun.await();

    worthWaiting.set(false);

    assertFalse(start.get(20, TimeUnit.SECONDS));
  }

  @Test
  void shouldWaitForWhatTheDatabaseDoesUntilItIsDone() throws Exception {
    CompletableFuture<Boolean> start = start(this::awaitAnswer);
    begun.await();

    answered.countDown();

    assertTrue(start.get(20, TimeUnit.SECONDS));
  }

  @Test
  void shouldTellOfADefectAsItIs() {
    IllegalStateException defect = new IllegalStateException("a defect");

    IllegalStateException thrown =
        assertThrows(
            IllegalStateException.class,
            () ->
                patience.run(
                    () -> {
                      throw defect;
                    },
                    worthWaiting::get));

    assertSame(defect, thrown);
  }

  private CompletableFuture<Boolean> start(PatientStart.Preparation preparation) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return patience.run(preparation, worthWaiting::get);
          } catch (Exception failure) {
            throw new IllegalStateException(failure);
          }
        });
  }

  /** As an index on a large ledger takes. */
  private void awaitAnswer() {
    begun.countDown();
    try {
      answered.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
