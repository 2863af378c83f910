package dev.ringfence.gateway.boot;

import dev.ringfence.gateway.rehearsal.RehearsalConfig;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Makes the code warm before the process serves: after its recovery, in what that has left of the
 * time. Beside it, each would take the cores from the other (docs/adr/0025).
 */
final class WarmUp implements Runnable {
  private static final long POLL_MILLIS = 5;

  private final RehearsalConfig config;
  private final BooleanSupplier recovering;
  private final Consumer<RehearsalConfig> rehearsal;
  private final Runnable done;

  /**
   * @param recovering whether a shard is still on its way into memory
   * @param rehearsal rehearses, for as long as it is told
   * @param done called at the end, unless it was stopped before it began
   */
  WarmUp(
      RehearsalConfig config,
      BooleanSupplier recovering,
      Consumer<RehearsalConfig> rehearsal,
      Runnable done) {
    this.config = config;
    this.recovering = recovering;
    this.rehearsal = rehearsal;
    this.done = done;
  }

  /** Breaks off when its thread is interrupted. */
  @Override
  public void run() {
    long startNanos = System.nanoTime();
    try {
      while (recovering.getAsBoolean()) {
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return;
    }
    long waitedMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    rehearsal.accept(config.after(waitedMillis));
    done.run();
  }
}
