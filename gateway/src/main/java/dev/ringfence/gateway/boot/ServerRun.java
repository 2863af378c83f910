package dev.ringfence.gateway.boot;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs until SIGTERM or Ctrl-C, then stops in order, and exits with 0: a stop that was asked for is
 * not a failure, though the JVM by itself would say so. One that fails is, and one that hangs.
 */
final class ServerRun {
  private static final Logger LOG = LoggerFactory.getLogger(ServerRun.class);
  private static final long STOP_LIMIT_SECONDS = 30;
  private static final int STOPPED_IN_ORDER = 0;
  private static final int STOP_FAILED = 1;

  /** What runs until the signal. */
  interface Body {
    void run() throws Exception;
  }

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  private volatile boolean failed;
  private volatile RuntimeException reason;

  private final Thread hook = new Thread(this::onSignal, "ringfence-stop");

  /** Runs the body, which starts, waits for the signal, and closes all it has opened. */
  void around(Body body) throws Exception {
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      body.run();
    } catch (Throwable failure) {
      failed = true;
      if (isAsked() && reason == null) {
        // Nobody else tells it any more: the hook ends the JVM.
        LOG.error("The stop met a defect", failure);
      }
      throw failure;
    } finally {
      stopped.countDown();
      forgetHook();
    }
  }

  /** Asks it to stop without a signal: what it runs on has failed. */
  void giveUp(RuntimeException why) {
    reason = why;
    asked.countDown();
  }

  /**
   * Called by the body once it serves.
   *
   * @throws RuntimeException what it was given up for
   */
  void awaitSignal() throws InterruptedException {
    asked.await();
    RuntimeException why = reason;
    if (why != null) {
      throw why;
    }
    LOG.info("Stopping: no new commands, answering what is under way");
  }

  /** If no signal came, the body failed, and the JVM may end with the status of that. */
  private void forgetHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The hook is what ends the JVM.
    }
  }

  boolean isAsked() {
    return asked.getCount() == 0;
  }

  private void onSignal() {
    asked.countDown();
    int status = STOP_FAILED;
    try {
      if (stopped.await(STOP_LIMIT_SECONDS, TimeUnit.SECONDS) && !failed) {
        status = STOPPED_IN_ORDER;
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(status);
  }
}
