package dev.ringfence.perf.bench;

/** What is asked for. */
public enum Mix {
  /** New reservations, which stay open. */
  RESERVE,
  /** A reservation, two partial fills, and the release of the rest; then the next one. */
  LIFECYCLE,
  /** Reservations of more than there is: sold out. */
  REFUSE,
  /** Payments that come out of Kafka. */
  INGRESS;

  Step first() {
    return Step.RESERVE;
  }

  /** What follows a step that was accepted. */
  Step after(Step step) {
    return switch (this) {
      case RESERVE, REFUSE, INGRESS -> Step.RESERVE;
      case LIFECYCLE ->
          switch (step) {
            case RESERVE -> Step.FIRST_FILL;
            case FIRST_FILL -> Step.SECOND_FILL;
            case SECOND_FILL -> Step.RELEASE;
            case RELEASE, OPEN, DEPOSIT, READ -> Step.RESERVE;
          };
    };
  }
}
