package dev.ringfence.snapshotter.verify;

import java.util.HashMap;
import java.util.Map;

/** How far PostgreSQL was with an account when it was looked at: what Redis must come up to. */
final class RedisAccount implements Place {
  private final long accountId;
  private final long version;
  private final Map<String, Long> positions = new HashMap<>();

  RedisAccount(long accountId, long version) {
    this.accountId = accountId;
    this.version = version;
  }

  void position(String symbol, long positionVersion) {
    positions.put(symbol, positionVersion);
  }

  /** The versions that the symbols must have. */
  Map<String, Long> positions() {
    return positions;
  }

  @Override
  public long accountId() {
    return accountId;
  }

  @Override
  public long version() {
    return version;
  }

  @Override
  public String describe() {
    return "account %d, version %d".formatted(accountId, version);
  }
}
