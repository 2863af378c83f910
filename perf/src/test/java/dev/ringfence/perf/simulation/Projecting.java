package dev.ringfence.perf.simulation;

import dev.ringfence.journal.MemoryTables.AccountRow;
import dev.ringfence.journal.MemoryTables.PositionRow;
import dev.ringfence.journal.Mishaps.Point;
import dev.ringfence.snapshotter.projection.AccountImage;
import dev.ringfence.snapshotter.projection.PositionImage;
import dev.ringfence.snapshotter.projection.ProjectionConfig;
import dev.ringfence.snapshotter.projection.SnapshotException;
import dev.ringfence.snapshotter.projection.SnapshotSource;
import dev.ringfence.snapshotter.projection.StoreUnavailableException;
import dev.ringfence.snapshotter.projection.TurnedProjection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/** Makes the turns of a process's projection, and its rebuilds, as their threads do. */
final class Projecting {
  private static final long POLL_NANOS = 25_000_000;
  private static final ProjectionConfig CONFIG =
      new ProjectionConfig(4, 5_000, 200, 100, 1_000, 50, 2_000);

  private final House house;
  private final Actor actor;
  private final Actor rebuilder;
  private final TurnedProjection projection;

  Projecting(House house, Node node, NodeMishaps mishaps, SplittableRandom random) {
    this.house = house;
    actor = new Actor(node.name() + " projector", node);
    rebuilder = new Actor(node.name() + " rebuilder", node);
    SplittableRandom members = random.split();
    SplittableRandom letters = random.split();
    projection =
        new TurnedProjection(
            () ->
                new MemoryConsumer(
                    house.kafka(),
                    ProjectionConfig.GROUP,
                    node.name() + "-" + Long.toHexString(members.nextLong()),
                    node,
                    house.faults(),
                    house.servers(),
                    false),
            () ->
                new MemoryProducer(
                    house.kafka(),
                    node,
                    house.world(),
                    house.faults(),
                    house.servers(),
                    letters,
                    house.outside(),
                    false),
            house.redis(),
            mishaps.redis(),
            sink -> stream(sink, node, mishaps),
            CONFIG,
            () -> Instant.ofEpochMilli(node.epochMillis()),
            node::nanoTime,
            random.split());
  }

  void start() {
    house.world().after(POLL_NANOS, actor, this::turn);
    house.world().after(POLL_NANOS, rebuilder, this::rebuildWhenWanted);
  }

  private void turn() {
    house.world().after(Math.max(POLL_NANOS, projection.turn()), actor, this::turn);
  }

  private void rebuildWhenWanted() {
    if (projection.wantsRebuild()) {
      house.trace().add("%s goes over everything", rebuilder);
      projection.rebuild();
    }
    house.world().after(4 * POLL_NANOS, rebuilder, this::rebuildWhenWanted);
  }

  /** Row by row, while the shards go on. */
  private void stream(SnapshotSource.Sink sink, Node node, NodeMishaps mishaps)
      throws SnapshotException, StoreUnavailableException {
    try {
      List<AccountRow> accounts =
          mishaps.call(Point.SNAPSHOT, () -> List.copyOf(house.tables().accounts().values()));
      for (AccountRow row : accounts) {
        sink.account(Images.of(row));
        node.pass(300_000);
      }
      List<PositionRow> positions =
          mishaps.call(Point.SNAPSHOT, () -> List.copyOf(house.tables().positions().values()));
      for (PositionRow row : positions) {
        sink.position(Images.of(row));
        node.pass(300_000);
      }
    } catch (SQLException failed) {
      throw new SnapshotException("The tables can't be read", failed);
    }
  }

  /** Rows as Redis shows them. */
  static final class Images {
    private Images() {}

    static AccountImage of(AccountRow row) {
      return new AccountImage(
          row.accountId(),
          row.version(),
          Decimals.plain(row.balance()),
          Decimals.plain(row.reserved()),
          Decimals.currency(row.currency()),
          row.status());
    }

    static PositionImage of(PositionRow row) {
      return new PositionImage(
          row.accountId(),
          row.symbol(),
          row.version(),
          Decimals.plain(row.quantity()),
          Decimals.plain(row.reserved()),
          Decimals.price(row.cost(), row.quantity() + row.reserved()));
    }
  }
}
