package dev.ringfence.snapshotter.projection;

import java.util.Collection;

/**
 * The one script that writes an account: it compares versions where they are stored, so nothing
 * newer is ever overwritten, whoever writes and however late.
 *
 * <p>Keys: {@code account:{id}}, {@code pos:{id}}, {@code pos:{id}:versions}. Arguments: the
 * account's version (0 if only positions are known), balance, reserved, currency, status; then
 * symbol, value and version of each position.
 */
final class RedisScript {
  static final String SOURCE =
      """
      local account_version = tonumber(ARGV[1])
      if account_version > 0 and account_version > tonumber(redis.call('HGET', KEYS[1], 'version') or '0') then
        redis.call('HSET', KEYS[1], 'balance', ARGV[2], 'reserved', ARGV[3], 'currency', ARGV[4],
                   'status', ARGV[5], 'version', ARGV[1])
      end
      if #ARGV > 5 then
        local values, versions = {}, {}
        for i = 6, #ARGV, 3 do
          if tonumber(ARGV[i + 2]) > tonumber(redis.call('HGET', KEYS[3], ARGV[i]) or '0') then
            local n = #values
            values[n + 1], values[n + 2] = ARGV[i], ARGV[i + 1]
            versions[n + 1], versions[n + 2] = ARGV[i], ARGV[i + 2]
          end
        end
        if #values > 0 then
          redis.call('HSET', KEYS[2], unpack(values))
          redis.call('HSET', KEYS[3], unpack(versions))
        end
      end
      return 1
      """;

  private static final int ACCOUNT_ARGUMENTS = 5;
  private static final int POSITION_ARGUMENTS = 3;

  private RedisScript() {}

  static String[] arguments(AccountImage account, Collection<PositionImage> positions) {
    String[] arguments = new String[ACCOUNT_ARGUMENTS + POSITION_ARGUMENTS * positions.size()];
    arguments[0] = account == null ? "0" : Long.toString(account.version());
    arguments[1] = account == null ? "" : account.balance();
    arguments[2] = account == null ? "" : account.reserved();
    arguments[3] = account == null ? "" : account.currency();
    arguments[4] = account == null ? "" : account.status().name();
    int index = ACCOUNT_ARGUMENTS;
    for (PositionImage position : positions) {
      arguments[index++] = position.symbol();
      arguments[index++] = position.value();
      arguments[index++] = Long.toString(position.version());
    }
    return arguments;
  }
}
