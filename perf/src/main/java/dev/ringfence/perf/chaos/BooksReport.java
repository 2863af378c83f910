package dev.ringfence.perf.chaos;

/** How many requests of each kind were compared; added up over the rounds. */
final class BooksReport {
  long asked;
  long accepted;
  long refused;
  long reads;
  long repeated;
  long givenUp;

  /** Were unknown for a while, and turned out to have had their effect. */
  long unknownAccepted;

  /** Were unknown for a while, and were refused in the end. */
  long unknownRefused;

  /** Were refused, and then done by an older attempt that came late: a known limit. */
  long refusedThenDone;

  void add(BooksReport other) {
    asked += other.asked;
    accepted += other.accepted;
    refused += other.refused;
    reads += other.reads;
    repeated += other.repeated;
    givenUp += other.givenUp;
    unknownAccepted += other.unknownAccepted;
    unknownRefused += other.unknownRefused;
    refusedThenDone += other.refusedThenDone;
  }

  String line() {
    return "%,d requests: %,d acknowledged, %,d refused, %,d reads, %,d repeated, %,d given up; %,d were unknown for a while (%,d of them acknowledged in the end), %,d refused and then done by an older attempt"
        .formatted(
            asked,
            accepted,
            refused,
            reads,
            repeated,
            givenUp,
            unknownAccepted + unknownRefused,
            unknownAccepted,
            refusedThenDone);
  }
}
