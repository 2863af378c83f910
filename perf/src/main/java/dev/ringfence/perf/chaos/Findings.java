package dev.ringfence.perf.chaos;

import java.util.ArrayList;
import java.util.List;

/** What is wrong: all of it is counted, the first of it is kept in words. */
final class Findings {
  private static final int KEPT = 20;

  private final List<String> first = new ArrayList<>();
  private int count;

  synchronized void add(String finding) {
    count++;
    if (first.size() < KEPT) {
      first.add(finding);
    }
  }

  synchronized boolean isEmpty() {
    return count == 0;
  }

  synchronized int count() {
    return count;
  }

  /** The first ones. */
  synchronized List<String> words() {
    return List.copyOf(first);
  }
}
