package dev.ringfence.perf.simulation;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.model.Model;
import dev.ringfence.engine.state.ShardState;
import dev.ringfence.events.v1.AccountEvent;
import dev.ringfence.journal.MemoryTables.AccountRow;
import dev.ringfence.journal.MemoryTables.BatchRecord;
import dev.ringfence.journal.MemoryTables.Event;
import dev.ringfence.journal.MemoryTables.PositionRow;
import dev.ringfence.journal.MemoryTables.ReservationRow;
import dev.ringfence.journal.MemoryTables.ShardRow;
import dev.ringfence.journal.relay.Topics;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** The invariants, over all that is there when everything has come to rest. */
final class FinalCheck {
  private final House house;

  FinalCheck(House house) {
    this.house = house;
  }

  void run(List<Seat> seats) {
    checkTables();
    for (int shardId = 0; shardId < house.setup().shards(); shardId++) {
      checkMemory(shardId, seats.get(shardId).state());
    }
    checkTopic();
  }

  /** What holds at any moment, also where nothing comes to rest: it may be the reason. */
  void checkTables() {
    for (int shardId = 0; shardId < house.setup().shards(); shardId++) {
      checkBatches(shardId);
      checkOutbox(house.tables().shard(shardId));
      checkRows(shardId, new LedgerCheck(house, shardId).run());
    }
  }

  /** Two owners never interleave, and no number is there twice. */
  private void checkBatches(int shardId) {
    long number = 0;
    long epoch = 0;
    long timeMillis = 0;
    String owner = "";
    Set<String> former = new HashSet<>();
    for (BatchRecord batch : house.tables().shard(shardId).batches()) {
      number++;
      Violation.unless(
          batch.number() == number && batch.epoch() >= epoch && batch.timeMillis() >= timeMillis,
          "Batch %d of shard %d does not follow epoch %d and time %d: %s",
          number,
          shardId,
          epoch,
          timeMillis,
          batch);
      if (!batch.owner().equals(owner)) {
        former.add(owner);
        owner = batch.owner();
        Violation.unless(!former.contains(owner), "%s wrote again after another owner", owner);
      }
      epoch = batch.epoch();
      timeMillis = batch.timeMillis();
    }
  }

  private static void checkOutbox(ShardRow shard) {
    Violation.unless(
        shard.outbox().size() == shard.ledger().size(),
        "There are %d rows of outbox, and %d of ledger",
        shard.outbox().size(),
        shard.ledger().size());
    for (int index = 0; index < shard.ledger().size(); index++) {
      Effect effect = shard.ledger().get(index);
      Event event = shard.outbox().get(index);
      Violation.unless(
          event.sequence() == effect.sequence() && event.version() == effect.version(),
          "Row %d of the outbox is not that of the ledger",
          effect.sequence());
    }
  }

  private void checkRows(int shardId, Model model) {
    int count = 0;
    for (AccountRow row : house.tables().accounts().values()) {
      if (row.accountId() % house.setup().shards() != shardId) {
        continue;
      }
      count++;
      Model.Account account = model.accounts.get(row.accountId());
      Violation.unless(
          account != null
              && account.version == row.version()
              && account.status == row.status()
              && Decimals.same(account.balance, row.balance())
              && Decimals.same(account.reserved, row.reserved()),
          "The row of account %d is not what its ledger makes: %s",
          row.accountId(),
          row);
    }
    Violation.unless(
        count == model.accounts.size(),
        "There are %d accounts in shard %d, and %d in its ledger",
        count,
        shardId,
        model.accounts.size());
    for (PositionRow row : house.tables().positions().values()) {
      if (row.accountId() % house.setup().shards() == shardId) {
        Model.Position position = model.accounts.get(row.accountId()).positions.get(row.symbol());
        Violation.unless(
            Decimals.same(position.quantity, row.quantity())
                && Decimals.same(position.reserved, row.reserved())
                && Decimals.same(position.cost, row.cost()),
            "A row of positions is not what its ledger makes: %s",
            row);
      }
    }
    long open = 0;
    for (ReservationRow row : house.tables().reservations().values()) {
      if (row.accountId() % house.setup().shards() == shardId) {
        open++;
        checkReservation(model, row);
      }
    }
    long openInLedger =
        model.accounts.values().stream()
            .flatMap(account -> account.reservations.values().stream())
            .filter(reservation -> reservation.state == ReservationState.OPEN)
            .count();
    Violation.unless(
        open == openInLedger,
        "There are %d rows of reservations in shard %d, and %d are open in its ledger",
        open,
        shardId,
        openInLedger);
  }

  private static void checkReservation(Model model, ReservationRow row) {
    Model.Reservation reservation =
        model.accounts.get(row.accountId()).reservations.get(row.orderId());
    Violation.unless(
        reservation.state == ReservationState.OPEN
            && Decimals.same(reservation.amount, row.amount())
            && Decimals.same(reservation.remaining, row.remaining()),
        "A row of reservations is not what its ledger makes: %s",
        row);
  }

  private void checkMemory(int shardId, ShardState memory) {
    ShardState read = Recoveries.of(house).truth(shardId);
    Violation.unless(
        read.stateHash() == memory.stateHash() && read.sequence() == memory.sequence(),
        "The memory of shard %d is not what its rows make",
        shardId);
    ShardState folded = new ShardState(house.setup().shard(shardId).windows(), 3);
    house.tables().shard(shardId).ledger().forEach(folded::apply);
    Violation.unless(
        folded.stateHash() == read.stateHash(),
        "The rows of shard %d are not what its ledger makes",
        shardId);
  }

  /** Who drops what he has seen gets every version of every account, in order. */
  private void checkTopic() {
    Map<Long, Long> seen = new HashMap<>();
    Map<String, byte[]> payloads = new HashMap<>();
    for (TopicPartition partition : house.kafka().partitionsOf(Topics.ACCOUNT_EVENTS)) {
      for (ProducerRecord<byte[], byte[]> record : house.kafka().log(partition)) {
        AccountEvent event = parse(record.value());
        long account = event.getAccount().getAccountId();
        long version = event.getAccount().getVersion();
        long before = seen.getOrDefault(account, 0L);
        Violation.unless(
            version <= before + 1,
            "Version %d of account %d was published after %d",
            version,
            account,
            before);
        seen.put(account, Math.max(before, version));
        byte[] first = payloads.putIfAbsent(account + "-" + version, record.value());
        Violation.unless(
            first == null || java.util.Arrays.equals(first, record.value()),
            "Version %d of account %d was published twice, and not the same",
            version,
            account);
      }
    }
    for (AccountRow row : house.tables().accounts().values()) {
      Violation.unless(
          seen.getOrDefault(row.accountId(), 0L) == row.version(),
          "Account %d is at version %d, and published is %d",
          row.accountId(),
          row.version(),
          seen.get(row.accountId()));
    }
    for (TopicPartition partition :
        house.kafka().partitionsOf(Topics.deadLetter(Topics.ACCOUNT_EVENTS))) {
      Violation.unless(house.kafka().log(partition).isEmpty(), "A good event is a dead letter");
    }
  }

  private static AccountEvent parse(byte[] value) {
    try {
      return AccountEvent.parseFrom(value);
    } catch (InvalidProtocolBufferException broken) {
      throw new Violation("An event can't be read: " + broken.getMessage());
    }
  }
}
