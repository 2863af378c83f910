package dev.ringfence.journal.relay;

import dev.ringfence.engine.effect.EffectType;

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

  /** The event as Protobuf; not to be changed. */
  byte[] payload() {
    return payload;
  }
}
