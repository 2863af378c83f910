package dev.ringfence.snapshotter.projection;

import java.util.ArrayList;
import java.util.List;

/**
 * What a repair does in Redis. It replaces an account only if nobody has written it since its
 * version was read: the version of a live event is always another one.
 */
final class RepairScripts {
  /** The version of the account in Redis; empty if there is none. */
  static final String READ =
      """
      local version = redis.pcall('HGET', KEYS[1], 'version')
      if type(version) == 'table' then return 'broken' end
      return version or ''
      """;

  /**
   * Arguments: the version that was read; version, balance, reserved, currency and status; then
   * symbol, value and version of each position.
   */
  static final String REPLACE =
      """
      local version = redis.pcall('HGET', KEYS[1], 'version') or ''
      if type(version) == 'table' then version = 'broken' end
      if version ~= ARGV[1] then return 0 end
      redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
      redis.call('HSET', KEYS[1], 'balance', ARGV[3], 'reserved', ARGV[4], 'currency', ARGV[5],
                 'status', ARGV[6], 'version', ARGV[2])
      for i = 7, #ARGV, 3 do
        redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1])
        redis.call('HSET', KEYS[3], ARGV[i], ARGV[i + 2])
      end
      return 1
      """;

  /** Argument: the version that was read. */
  static final String REMOVE =
      """
      local version = redis.pcall('HGET', KEYS[1], 'version') or ''
      if type(version) == 'table' then version = 'broken' end
      if version ~= ARGV[1] then return 0 end
      return redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
      """;

  private RepairScripts() {}

  static String[] replaceArguments(String readVersion, SnapshotPage.Row row) {
    List<String> arguments = new ArrayList<>();
    arguments.add(readVersion);
    RedisScript.addAccount(row.account(), arguments);
    RedisScript.addPositions(row.positions(), arguments);
    return arguments.toArray(String[]::new);
  }

  /** Whether Redis claims a version that PostgreSQL does not have. */
  static boolean isAhead(String readVersion, AccountImage account) {
    try {
      return !readVersion.isEmpty() && Long.parseLong(readVersion) > account.version();
    } catch (NumberFormatException broken) {
      return true;
    }
  }
}
