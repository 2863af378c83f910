package dev.ringfence.journal;

import dev.ringfence.journal.Mishaps.Point;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** What one process sees of the tables in memory: the real registry and journals over them. */
public final class MemoryPostgres {
  /** How a process waits. */
  public interface Waiting {
    long nanoTime();

    void sleepMillis(long millis) throws InterruptedException;
  }

  private final MemoryTables tables;
  private final Mishaps mishaps;
  private final Waiting waiting;
  private final RandomGenerator random;

  public MemoryPostgres(
      MemoryTables tables, Mishaps mishaps, Waiting waiting, RandomGenerator random) {
    this.tables = tables;
    this.mishaps = mishaps;
    this.waiting = waiting;
    this.random = random;
  }

  /** A registry without a thread: see {@link #beat}. */
  public ShardRegistry registry(LeaseConfig config) {
    LeaseClock clock =
        new LeaseClock(waiting::nanoTime, () -> TimeUnit.NANOSECONDS.toMillis(waiting.nanoTime()));
    Supplier<String> randomParts = () -> Long.toHexString(random.nextLong());
    return new ShardRegistry(
        new Table(TimeUnit.MILLISECONDS.toNanos(config.leaseMillis())), config, clock, randomParts);
  }

  /** Renews the leases of the registry. */
  public static void beat(ShardRegistry registry) {
    registry.beat();
  }

  public PostgresJournal open(ShardOwnership ownership, JournalConfig config, JournalHealth health)
      throws SQLException {
    return PostgresJournal.open(this::link, ownership, config, health, new Time());
  }

  private BatchLink link() throws SQLException {
    return mishaps.call(Point.CONNECT, () -> new MemoryLink(tables, mishaps));
  }

  private final class Time implements JournalTime {
    @Override
    public long nanoTime() {
      return waiting.nanoTime();
    }

    @Override
    public void sleepMillis(long millis) throws InterruptedException {
      waiting.sleepMillis(millis);
    }

    @Override
    public long random(long bound) {
      return random.nextLong(bound);
    }
  }

  private final class Table implements ShardTable {
    private final long leaseNanos;

    Table(long leaseNanos) {
      this.leaseNanos = leaseNanos;
    }

    @Override
    public void register(int shardCount) {
      if (shardCount != tables.shardCount()) {
        throw new RefusedStartException("This database has " + tables.shardCount() + " shards");
      }
    }

    @Override
    public Optional<Long> tryTake(int shardId, String ownerName, String owner) throws SQLException {
      return mishaps.call(Point.TAKE, () -> tables.tryTake(shardId, ownerName, owner, leaseNanos));
    }

    @Override
    public Optional<ShardHolder> holder(int shardId) {
      // Only told to people.
      return Optional.empty();
    }

    @Override
    public Set<String> renew(Collection<String> owners) throws SQLException {
      return mishaps.call(
          Point.RENEW,
          () -> {
            Set<String> living = new HashSet<>(owners);
            living.removeIf(owner -> !tables.renew(owner));
            return living;
          });
    }

    @Override
    public void release(int shardId, String owner) throws SQLException {
      mishaps.call(
          Point.RELEASE,
          () -> {
            tables.release(shardId, owner);
            return null;
          });
    }
  }
}
