package dev.ringfence.snapshotter.projection;

import java.util.Collection;
import java.util.List;

/**
 * The one script that writes accounts: it compares versions where they are stored, so nothing newer
 * is ever overwritten, whoever writes and however late. It takes many accounts at a time, as a call
 * costs Redis and its client more than what an account costs within it.
 *
 * <p>Keys: the marker; then for each account {@code account:{id}}, and if there are positions
 * {@code pos:{id}} and {@code pos:{id}:versions}. Arguments, for each account: its version (0 if
 * only positions are known), balance, reserved, currency, status, the number of positions; then
 * symbol, value and version of each position.
 *
 * <p>A key that holds something else than a hash was put there by somebody else, and is replaced.
 * Positions that are gone with it are known to PostgreSQL alone: then the marker goes, too, so that
 * everything is rebuilt. The script answers with the keys that it replaced.
 */
final class RedisScript {
  static final String SOURCE =
      """
      local call, key, arg, replaced = redis.call, 2, 1, {}
      local function on_hash(command, name, companion, ...)
        local answer = redis.pcall(command, name, ...)
        if type(answer) ~= 'table' then return answer end
        if string.find(answer.err, 'WRONGTYPE', 1, true) then
          call('DEL', name, companion)
          if name ~= companion then call('DEL', KEYS[1]) end
          replaced[#replaced + 1] = name
        end
        return call(command, name, ...)
      end
      local function is_newer(version, stored)
        local known = string.match(stored or '', '^%d+$')
        return tonumber(version) > (tonumber(known or '0'))
      end
      while key <= #KEYS do
        local version, positions = ARGV[arg], tonumber(ARGV[arg + 5])
        local account = KEYS[key]
        if version ~= '0' and is_newer(version, on_hash('HGET', account, account, 'version')) then
          call('HSET', account, 'balance', ARGV[arg + 1], 'reserved', ARGV[arg + 2],
               'currency', ARGV[arg + 3], 'status', ARGV[arg + 4], 'version', version)
        end
        key, arg = key + 1, arg + 6
        if positions > 0 then
          local values, versions = KEYS[key], KEYS[key + 1]
          for i = arg, arg + 3 * positions - 1, 3 do
            local symbol = ARGV[i]
            if is_newer(ARGV[i + 2], on_hash('HGET', versions, values, symbol)) then
              on_hash('HSET', values, versions, symbol, ARGV[i + 1])
              call('HSET', versions, symbol, ARGV[i + 2])
            end
          end
          key, arg = key + 2, arg + 3 * positions
        end
      end
      return replaced
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
