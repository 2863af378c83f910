package dev.ringfence.perf.bench;

import java.util.concurrent.locks.LockSupport;

/** Time and naps, so that tests can have their own. */
interface Clock {
  /** The machine's. */
  Clock SYSTEM =
      new Clock() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void park(long nanos) {
          LockSupport.parkNanos(nanos);
        }
      };

  long nanoTime();

  /** May return early. */
  void park(long nanos);
}
