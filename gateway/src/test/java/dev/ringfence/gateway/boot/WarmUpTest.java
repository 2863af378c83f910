package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.gateway.rehearsal.RehearsalConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class WarmUpTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void shouldRehearseOnceTheRecoveryIsOver() {
    List<String> happened = new ArrayList<>();
    WarmUp warmUp =
        new WarmUp(
            RehearsalConfig.DEFAULT,
            () -> {
              happened.add("looked");
              return happened.size() < 3;
            },
            _ -> happened.add("rehearsed"),
            () -> happened.add("done"));

    warmUp.run();

    assertEquals(List.of("looked", "looked", "looked", "rehearsed", "done"), happened);
  }

  @Test
  void shouldTakeWhatTheRecoveryHasLeftOfTheTime() {
    assertEquals(1_500, RehearsalConfig.DEFAULT.after(1_000).millis());
    assertEquals(1_000, RehearsalConfig.DEFAULT.after(60_000).millis());
    assertEquals(200, RehearsalConfig.DEFAULT.withMillis(200).after(60_000).millis());
    assertEquals(0, RehearsalConfig.NONE.after(0).millis());
  }

  @Test
  void shouldNeitherRehearseNorBeDoneWhenItIsStoppedDuringARecovery() throws InterruptedException {
    CountDownLatch looked = new CountDownLatch(1);
    List<String> happened = new CopyOnWriteArrayList<>();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .start(
                new WarmUp(
                    RehearsalConfig.DEFAULT,
                    () -> {
                      looked.countDown();
                      return true;
                    },
                    _ -> happened.add("rehearsed"),
                    () -> happened.add("done")));
    assertTrue(looked.await(LIMIT.toSeconds(), TimeUnit.SECONDS));

    thread.interrupt();

    assertTrue(thread.join(LIMIT));
    assertEquals(List.of(), happened);
  }
}
