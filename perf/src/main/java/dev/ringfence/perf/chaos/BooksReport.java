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

  /**
   * A refusal is forgotten when its shard is taken anew, and only an attempt that is held up just
   * then undoes it: who forgot them without that would do so by the hundred.
   *
   * @param timesTaken how often shards were taken so far
   */
  void checkForgotten(long timesTaken, Findings findings) {
    if (refusedThenDone > timesTaken) {
      findings.add(
          "%,d refusals were undone by older attempts, though shards were taken %,d times only"
              .formatted(refusedThenDone, timesTaken));
    }
  }

  /** Where nothing was found. */
  String verdict() {
    String refusals =
        refusedThenDone == 0
            ? "no refusal is"
            : "no refusal is but for %,d that an older attempt undid after a rebuild (a known limit)"
                .formatted(refusedThenDone);
    return "Every acknowledgement is there once, "
        + refusals
        + ", all invariants hold, and Kafka and Redis say the same.";
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
