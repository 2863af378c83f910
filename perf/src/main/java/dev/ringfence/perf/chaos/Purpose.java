package dev.ringfence.perf.chaos;

/** Why a client asks, and so what the answer must be. */
enum Purpose {
  /** With a request id that was never used before. */
  NEW,
  /** Once more, after it was accepted: the first answer must come again, marked replayed. */
  AGAIN,
  /** With the id of an accepted request, and other content: it must be refused as reused. */
  REUSE
}
