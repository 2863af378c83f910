package dev.ringfence.journal;

import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Which shards there are, and who owns them. Taking a shard over raises its epoch, which every
 * batch must prove; so the owner before can't write from that moment on, whatever it believes.
 * Leases only keep living processes from taking shards away from each other.
 */
public final class ShardRegistry implements AutoCloseable {
  private static final int RANDOM_CHARACTERS = 8;

  private final ShardTable table;
  private final LeaseConfig config;
  private final LeaseClock clock;
  private final Supplier<String> randomParts;
  private final Heartbeat heartbeat;

  public ShardRegistry(DataSource dataSource, LeaseConfig config) {
    this(
        new JdbcShardTable(dataSource, config.leaseMillis()),
        config,
        LeaseClock.SYSTEM,
        () -> UUID.randomUUID().toString().substring(0, RANDOM_CHARACTERS));
    heartbeat.start(config.heartbeatMillis());
  }

  /** Without a thread: whoever makes it calls {@link #beat}. */
  ShardRegistry(
      ShardTable table, LeaseConfig config, LeaseClock clock, Supplier<String> randomParts) {
    this.table = table;
    this.config = config;
    this.clock = clock;
    this.randomParts = randomParts;
    heartbeat = new Heartbeat(table, clock);
  }

  /**
   * Makes the rows of all shards on the first start, and checks them later.
   *
   * @throws RefusedStartException if the database was made for another number of shards
   */
  public void register(int shardCount) throws SQLException {
    table.register(shardCount);
  }

  /** Takes the shard if it is free: given up, silent for longer than a lease, or ours by name. */
  public Optional<ShardOwnership> tryAcquire(int shardId, String ownerName) throws SQLException {
    if (ownerName.isBlank() || ownerName.indexOf('/') >= 0) {
      throw new IllegalArgumentException("An owner's name is not blank and has no slash");
    }
    String owner = ownerName + "/" + randomParts.get();
    Lease lease = new Lease(config, clock, clock.now());
    Optional<ShardOwnership> ownership =
        table
            .tryTake(shardId, ownerName, owner)
            .map(epoch -> new ShardOwnership(this, shardId, owner, epoch, lease));
    ownership.ifPresent(heartbeat::add);
    return ownership;
  }

  /**
   * Waits until the shard is free, and takes it. The name must belong to one process at a time: a
   * process that starts again under its name need not wait for its own lease to end.
   */
  public ShardOwnership acquire(int shardId, String ownerName)
      throws SQLException, InterruptedException {
    return acquire(shardId, ownerName, _ -> {});
  }

  /** The same, and tells again and again for whom it waits. */
  public ShardOwnership acquire(int shardId, String ownerName, Consumer<ShardHolder> waitsFor)
      throws SQLException, InterruptedException {
    while (true) {
      Optional<ShardOwnership> ownership = tryAcquire(shardId, ownerName);
      if (ownership.isPresent()) {
        return ownership.get();
      }
      table.holder(shardId).ifPresent(waitsFor);
      Thread.sleep(config.pollMillis());
    }
  }

  /** Stops the heartbeats. Shards that were not given up stay taken until their leases end. */
  @Override
  public void close() {
    heartbeat.close();
  }

  void release(ShardOwnership ownership) throws SQLException {
    ownership.lease().end();
    heartbeat.remove(ownership);
    table.release(ownership.shardId(), ownership.owner());
  }

  /** Renews all leases now. */
  void beat() {
    heartbeat.beat();
  }
}
