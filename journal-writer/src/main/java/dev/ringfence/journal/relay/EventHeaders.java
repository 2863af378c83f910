package dev.ringfence.journal.relay;

/** The headers of an account event: CloudEvents in Kafka's binary mode, and Ringfence's own. */
public final class EventHeaders {
  public static final String CONTENT_TYPE = "content-type";
  public static final String SPEC_VERSION = "ce_specversion";

  /** The event's id, the same on every delivery: account id, a dash, version. */
  public static final String ID = "ce_id";

  public static final String TYPE = "ce_type";
  public static final String SOURCE = "ce_source";

  /** When it was decided. The record's timestamp is when the broker got it. */
  public static final String TIME = "ce_time";

  /** The account's version after the change: drop what is not newer than what was seen. */
  public static final String VERSION = "ringfence-version";

  public static final String SHARD = "ringfence-shard";

  /** The event's place in its shard's log. */
  public static final String SEQUENCE = "ringfence-sequence";

  private EventHeaders() {}
}
