package dev.ringfence.perf.bench;

/** What is wrong with a server, every so many commands. */
enum Mischief {
  NONE,
  /** The effect happens, the answer is lost. */
  LOSES_ANSWERS,
  /** Refused at the door. */
  SHEDS,
  /** Acknowledged, and forgotten. */
  FORGETS,
  /** Done twice, acknowledged once. */
  DOUBLES,
  /** The second attempt is done again rather than answered from memory. */
  LOSES_ANSWERS_AND_REPEATS,
  /** Says that it has seen a new request before. */
  PRETENDS_REPLAY,
  /** Grants what is not there. */
  GRANTS_EVERYTHING,
  /** Refuses what is covered. */
  REFUSES_EVERYTHING,
  /** Refuses to talk. */
  REFUSES_CALLS
}
