package dev.ringfence.perf.simulation;

import dev.ringfence.journal.MemoryTables.AccountRow;
import dev.ringfence.journal.MemoryTables.PositionRow;
import dev.ringfence.journal.MemoryTables.ReservationRow;
import dev.ringfence.journal.MemoryTables.ShardRow;
import dev.ringfence.snapshotter.projection.AccountImage;
import java.util.List;

/** Whether everything has come to rest: liveness, once the faults are over. */
final class Rest {
  private final House house;
  private final List<Client> clients;
  private final Bank bank;

  Rest(House house, List<Client> clients, Bank bank) {
    this.house = house;
    this.bank = bank;
    this.clients = clients;
  }

  /** What is still missing; null if nothing is. */
  String missing(List<Program> programs) {
    for (Client client : clients) {
      if (!client.isFinished()) {
        return client.name() + " still waits for an answer";
      }
    }
    String unread = bank.missing();
    if (unread != null) {
      return unread;
    }
    for (int shardId = 0; shardId < house.setup().shards(); shardId++) {
      if (serving(programs, shardId).size() != 1) {
        return serving(programs, shardId).size() + " processes serve shard " + shardId;
      }
      ShardRow shard = house.tables().shard(shardId);
      if (serving(programs, shardId).getFirst().epoch() != shard.epoch()) {
        return "who serves shard " + shardId + " has not heard yet that it lost it";
      }
      if (shard.cursor() != shard.sequence()) {
        return "the outbox of shard " + shardId + " is not empty";
      }
    }
    for (ReservationRow row : house.tables().reservations().values()) {
      if (isOverdue(row)) {
        return "this has not expired: " + row;
      }
    }
    if (!house.redis().isComplete()) {
      return "Redis is not complete";
    }
    return missingInRedis();
  }

  /** The seats of the shard that believe that they serve. */
  static List<Seat> serving(List<Program> programs, int shardId) {
    return programs.stream()
        .map(program -> program.seats().get(shardId))
        .filter(Seat::isServing)
        .toList();
  }

  /** By the time of its shard, which stands still while a clock is behind. */
  private boolean isOverdue(ReservationRow row) {
    int shardId = (int) (row.accountId() % house.setup().shards());
    return row.expiresAtMillis() != 0
        && row.expiresAtMillis() < house.tables().shard(shardId).timeMillis();
  }

  private String missingInRedis() {
    for (AccountRow row : house.tables().accounts().values()) {
      AccountImage image = house.redis().accounts().get(row.accountId());
      if (!Projecting.Images.of(row).equals(image)) {
        return "Redis has " + image + ", but the row is " + row;
      }
    }
    for (PositionRow row : house.tables().positions().values()) {
      var image = house.redis().positions().get(row.accountId() + " " + row.symbol());
      if (!Projecting.Images.of(row).equals(image)) {
        return "Redis has " + image + ", but the row is " + row;
      }
    }
    return null;
  }
}
