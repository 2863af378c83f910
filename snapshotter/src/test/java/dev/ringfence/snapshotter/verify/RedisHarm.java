package dev.ringfence.snapshotter.verify;

import dev.ringfence.snapshotter.sample.TestDatabase;
import io.lettuce.core.api.sync.RedisCommands;
import java.sql.SQLException;

/** Something that must not be in Redis, or must be. */
enum RedisHarm {
  MISSING_ACCOUNT(Check.REDIS_CURRENT, "account") {
    @Override
    void harm(RedisCommands<String, String> redis, long id) {
      redis.del("account:" + id);
    }
  },
  BEHIND(Check.REDIS_CURRENT, "account version") {
    @Override
    void apply(RedisCommands<String, String> redis, TestDatabase database) throws SQLException {
      // The opening, as it was.
      long id = database.number("SELECT min(account_id) FROM accounts WHERE version > 1");
      redis.hset("account:" + id, "version", "1");
      redis.hset("account:" + id, "balance", "0");
      redis.hset("account:" + id, "reserved", "0");
      redis.hset("account:" + id, "status", "ACTIVE");
    }
  },
  AHEAD(Check.REDIS_CURRENT, "account version") {
    @Override
    void harm(RedisCommands<String, String> redis, long id) {
      redis.hincrby("account:" + id, "version", 1);
    }
  },
  WRONG_BALANCE(Check.REDIS_TRUE, "balance") {
    @Override
    void harm(RedisCommands<String, String> redis, long id) {
      redis.hset("account:" + id, "balance", "123456.7891");
    }
  },
  WRONG_STATUS(Check.REDIS_TRUE, "status") {
    @Override
    void harm(RedisCommands<String, String> redis, long id) {
      redis.hset("account:" + id, "status", "CLOSED");
    }
  },
  WRONG_POSITION(Check.REDIS_TRUE, "position SYMBOL") {
    @Override
    void harm(RedisCommands<String, String> redis, long id) {
      redis.hset("pos:" + id, redis.hkeys("pos:" + id).getFirst(), "1|2|3");
    }
  },
  MISSING_POSITION(Check.REDIS_CURRENT, "position SYMBOL") {
    @Override
    void harm(RedisCommands<String, String> redis, long id) {
      redis.hdel("pos:" + id, redis.hkeys("pos:" + id).getFirst());
    }
  },
  EXTRA_POSITION(Check.REDIS_TRUE, "position NONE") {
    @Override
    void harm(RedisCommands<String, String> redis, long id) {
      redis.hset("pos:" + id, "NONE", "1|0|1");
      redis.hset("pos:" + id + ":versions", "NONE", "1");
    }
  },
  NO_VERSION(Check.REDIS_TRUE, "account version") {
    @Override
    void harm(RedisCommands<String, String> redis, long id) {
      redis.hset("account:" + id, "version", "latest");
    }
  },
  ACCOUNT_OF_ANOTHER_TYPE(Check.REDIS_TRUE, "key account:") {
    @Override
    void harm(RedisCommands<String, String> redis, long id) {
      redis.set("account:" + id, "1");
    }
  },
  POSITIONS_OF_ANOTHER_TYPE(Check.REDIS_TRUE, "key pos:") {
    @Override
    void harm(RedisCommands<String, String> redis, long id) {
      redis.set("pos:" + id, "1");
    }
  },
  EXTRA_ACCOUNT(Check.REDIS_NOTHING_ELSE, "key") {
    @Override
    void harm(RedisCommands<String, String> redis, long id) {
      redis.hset("account:999999", "version", "1");
    }
  };

  private final Check check;
  private final String column;

  RedisHarm(Check check, String column) {
    this.check = check;
    this.column = column;
  }

  Check check() {
    return check;
  }

  String column() {
    return column;
  }

  /** Whether Redis then seems ahead of PostgreSQL, or can't be read. */
  boolean isAhead() {
    return this == AHEAD || this == NO_VERSION || this == ACCOUNT_OF_ANOTHER_TYPE;
  }

  /** Does it to an account that has positions. */
  void apply(RedisCommands<String, String> redis, TestDatabase database) throws SQLException {
    harm(redis, database.number("SELECT min(account_id) FROM positions"));
  }

  void harm(RedisCommands<String, String> redis, long id) {
    throw new UnsupportedOperationException(this + " of account " + id);
  }
}
