package dev.ringfence.perf.baseline;

/** What a ledger row tells; the numbers are those of Ringfence's own ledger. */
enum EntryType {
  OPENED(1),
  DEPOSITED(3),
  RESERVED(5),
  RELEASED(7),
  FILLED(8);

  private final int number;

  EntryType(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
