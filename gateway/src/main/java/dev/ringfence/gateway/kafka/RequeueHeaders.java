package dev.ringfence.gateway.kafka;

/** The headers of a record that came back from the dead letters. */
public final class RequeueHeaders {
  /** How often it was sent back; a record with it has earlier refusals reconsidered. */
  public static final String COUNT = "ringfence-requeue-count";

  /** The dead letter that was sent back: topic, partition and offset, with colons between. */
  public static final String LETTER = "ringfence-requeue-letter";

  private RequeueHeaders() {}
}
