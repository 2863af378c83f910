package dev.ringfence.snapshotter.projection;

import java.util.Collection;
import java.util.List;

/**
 * The one script that writes accounts: it compares versions where they are stored, so nothing newer
 * is ever overwritten, whoever writes and however late. It takes many accounts at a time, as a call
 * costs Redis and its client more than what an account costs within it.
 *
 * <p>Keys, for each account: {@code account:{id}}, and if there are positions {@code pos:{id}} and
 * {@code pos:{id}:versions}. Arguments, for each account: its version (0 if only positions are
 * known), balance, reserved, currency, status, the number of positions; then symbol, value and
 * version of each position.
 */
final class RedisScript {
  static final String SOURCE =
      """
      local call, key, arg = redis.call, 1, 1
      while key <= #KEYS do
        local version, positions = ARGV[arg], tonumber(ARGV[arg + 5])
        local account = KEYS[key]
        if version ~= '0' and tonumber(version) > tonumber(call('HGET', account, 'version') or '0') then
          call('HSET', account, 'balance', ARGV[arg + 1], 'reserved', ARGV[arg + 2],
               'currency', ARGV[arg + 3], 'status', ARGV[arg + 4], 'version', version)
        end
        key, arg = key + 1, arg + 6
        if positions > 0 then
          for i = arg, arg + 3 * positions - 1, 3 do
            local symbol = ARGV[i]
            if tonumber(ARGV[i + 2]) > tonumber(call('HGET', KEYS[key + 1], symbol) or '0') then
              call('HSET', KEYS[key], symbol, ARGV[i + 1])
              call('HSET', KEYS[key + 1], symbol, ARGV[i + 2])
            end
          end
          key, arg = key + 2, arg + 3 * positions
        end
      end
      return 1
      """;

  private RedisScript() {}

  /** Adds what the script needs of an account; the account is null if only positions are known. */
  static void add(
      long accountId,
      AccountImage account,
      Collection<PositionImage> positions,
      List<String> keys,
      List<String> arguments) {
    keys.add(RedisKeys.account(accountId));
    addAccount(account, arguments);
    arguments.add(Integer.toString(positions.size()));
    if (!positions.isEmpty()) {
      keys.add(RedisKeys.positions(accountId));
      keys.add(RedisKeys.positionVersions(accountId));
      addPositions(positions, arguments);
    }
  }

  static void addAccount(AccountImage account, List<String> arguments) {
    arguments.add(account == null ? "0" : Long.toString(account.version()));
    arguments.add(account == null ? "" : account.balance());
    arguments.add(account == null ? "" : account.reserved());
    arguments.add(account == null ? "" : account.currency());
    arguments.add(account == null ? "" : account.status().name());
  }

  static void addPositions(Collection<PositionImage> positions, List<String> arguments) {
    for (PositionImage position : positions) {
      arguments.add(position.symbol());
      arguments.add(position.value());
      arguments.add(Long.toString(position.version()));
    }
  }
}
