package dev.ringfence.journal.relay;

import dev.ringfence.engine.effect.EffectType;
import java.util.Arrays;

/** One event on its way. */
final class OutboxRow {
  private final long sequence;
  private final long accountId;
  private final long version;
  private final EffectType type;
  private final long occurredAtMillis;
  private final byte[] payload;

  OutboxRow(
      long sequence,
      long accountId,
      long version,
      EffectType type,
      long occurredAtMillis,
      byte[] payload) {
    this.sequence = sequence;
    this.accountId = accountId;
    this.version = version;
    this.type = type;
    this.occurredAtMillis = occurredAtMillis;
    this.payload = payload;
  }

  long sequence() {
    return sequence;
  }

  long accountId() {
    return accountId;
  }

  long version() {
    return version;
  }

  EffectType type() {
    return type;
  }

  long occurredAtMillis() {
    return occurredAtMillis;
  }

  /** Whether it says the same: not so where a database went back and numbers anew. */
  boolean isSameAs(OutboxRow other) {
    return other != null
        && sequence == other.sequence
        && accountId == other.accountId
        && version == other.version
        && Arrays.equals(payload, other.payload);
  }

  /** The event as Protobuf; not to be changed. */
  byte[] payload() {
    return payload;
  }
}
