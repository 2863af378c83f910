package dev.ringfence.journal.relay;

import java.util.List;

/** The headers of a dead letter: where it comes from and why it is one. */
public final class DeadLetterHeaders {
  /** The topic that it came from, or was meant for. */
  public static final String TOPIC = "ringfence-dlt-topic";

  /** Where it was read; absent if it never got into its topic. */
  public static final String PARTITION = "ringfence-dlt-partition";

  /** Where it was read; absent if it never got into its topic. */
  public static final String OFFSET = "ringfence-dlt-offset";

  /** Why it can't be processed, for people. */
  public static final String REASON = "ringfence-dlt-reason";

  /** How often it was tried. */
  public static final String ATTEMPTS = "ringfence-dlt-attempts";

  /** When it became a dead letter. */
  public static final String TIME = "ringfence-dlt-time";

  /** How many bytes were left out, where the broker would refuse them here too. */
  public static final String OMITTED_BYTES = "ringfence-dlt-omitted-bytes";

  /** All that tells of a death. */
  public static final List<String> ALL =
      List.of(TOPIC, PARTITION, OFFSET, REASON, ATTEMPTS, TIME, OMITTED_BYTES);

  private DeadLetterHeaders() {}
}
