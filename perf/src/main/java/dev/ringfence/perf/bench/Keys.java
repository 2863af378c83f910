package dev.ringfence.perf.bench;

import java.util.SplittableRandom;

/** How the load falls on the accounts. */
public enum Keys {
  /** Every account as often as any other. */
  UNIFORM,
  /** The account of rank r as often as 1/r: a few are hot, most are cold. */
  ZIPF,
  /** All on one account. */
  ONE;

  /** So many choices are made before the run and then repeated: choosing costs nothing in it. */
  static final int CHOICES = 1 << 20;

  /** Draws the account, as an index from zero, of each request in turn. */
  int[] draw(int accounts, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] choices = new int[CHOICES];
    switch (this) {
      case UNIFORM -> {
        for (int i = 0; i < choices.length; i++) {
          choices[i] = random.nextInt(accounts);
        }
      }
      case ZIPF -> {
        ZipfDistribution zipf = new ZipfDistribution(accounts);
        for (int i = 0; i < choices.length; i++) {
          choices[i] = zipf.indexAt(random.nextDouble());
        }
      }
      case ONE -> {
        // All zero, which is the first account.
      }
    }
    return choices;
  }
}
