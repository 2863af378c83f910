package dev.ringfence.snapshotter.verify;

/** Where a pass is; described only when something diverges. */
interface Place {
  String describe();

  default long accountId() {
    return 0;
  }

  default long version() {
    return 0;
  }
}
