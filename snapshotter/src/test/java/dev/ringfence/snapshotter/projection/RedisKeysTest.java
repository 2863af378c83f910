package dev.ringfence.snapshotter.projection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisKeysTest {
  @ParameterizedTest
  @ValueSource(
      longs = {1, 42, 999_999_999_999_999_999L, 1_000_000_000_000_000_000L, Long.MAX_VALUE})
  void shouldKnowWhoseKeyItIsWhenItIsAnAccounts(long accountId) {
    assertEquals(accountId, RedisKeys.accountId(RedisKeys.account(accountId)));
    assertEquals(accountId, RedisKeys.accountId(RedisKeys.positions(accountId)));
    assertEquals(accountId, RedisKeys.accountId(RedisKeys.positionVersions(accountId)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "account:0",
        "account:01",
        "account:-1",
        "account:9223372036854775808",
        "account:10000000000000000000",
        "account:1:versions",
        "account:settings",
        "pos:terminal-7",
        "pos:",
        "pos:1:versions:versions",
        "ringfence:projection",
        "accounts:1",
        "session:42"
      })
  void shouldLeaveItToOthersWhenItNamesNoAccount(String key) {
    assertEquals(RedisKeys.OF_OTHERS, RedisKeys.accountId(key));
  }
}
