package dev.ringfence.gateway.identity;

/** What came of looking at credentials. */
public sealed interface Identified {
  /** They are good. */
  record Known(Caller caller) implements Identified {}

  /** They are not, and the caller hears no more about it than this. */
  enum Unknown implements Identified {
    /** Nothing was shown. */
    MISSING,
    /** What was shown is nothing that is accepted here. */
    INVALID,
    /** It was good once. */
    EXPIRED,
    /** Nobody looked, after too many others that were wrong. */
    UNCHECKED
  }
}
