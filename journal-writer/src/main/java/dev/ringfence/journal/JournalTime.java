package dev.ringfence.journal;

import java.util.concurrent.ThreadLocalRandom;

/** How time passes for a journal that waits for PostgreSQL. */
interface JournalTime {
  /** The time of this machine. */
  JournalTime SYSTEM =
      new JournalTime() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void sleepMillis(long millis) throws InterruptedException {
          Thread.sleep(millis);
        }

        @Override
        public long random(long bound) {
          return ThreadLocalRandom.current().nextLong(bound);
        }
      };

  long nanoTime();

  void sleepMillis(long millis) throws InterruptedException;

  /** For jitter: at least 0 and less than the bound. */
  long random(long bound);
}
