package dev.ringfence.engine.effect;

import dev.ringfence.engine.domain.Codes;

/** What happened to an account. One effect is one ledger row, one outbox row, one version. */
public enum EffectType {
  OPENED(1),
  STATUS_CHANGED(2),
  DEPOSITED(3),
  WITHDRAWN(4),
  RESERVED(5),
  AMENDED(6),
  RELEASED(7),
  FILLED(8),
  SETTLED(9),
  EXPIRED(10);

  private static final EffectType[] BY_CODE = new EffectType[11];

  static {
    for (EffectType type : values()) {
      BY_CODE[type.code] = type;
    }
  }

  private final int code;

  EffectType(int code) {
    this.code = code;
  }

  /** The number stored in PostgreSQL; never changes. */
  public int code() {
    return code;
  }

  public static EffectType ofCode(int code) {
    return Codes.lookUp(BY_CODE, code, "effect type");
  }
}
