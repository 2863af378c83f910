package dev.ringfence.perf.simulation;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.Failure;
import dev.ringfence.engine.command.ReplySink;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.model.Told;
import dev.ringfence.engine.shard.Admission;
import dev.ringfence.engine.shard.Engine;
import dev.ringfence.journal.LeaseConfig;
import dev.ringfence.journal.MemoryPostgres;
import dev.ringfence.journal.MemoryTables.AccountRow;
import dev.ringfence.journal.ShardRegistry;
import dev.ringfence.journal.relay.HandedEvents;
import dev.ringfence.journal.relay.RelayConfig;
import dev.ringfence.journal.relay.TurnedRelay;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What runs in one process: seats for all shards, relays, the projection, and its heart. */
final class Program {
  private static final long MILLI = 1_000_000;
  private static final RelayConfig RELAY_PACE = RelayConfig.DEFAULTS;

  private final House house;
  private final Node node;
  private final Engine engine;
  private final ShardRegistry registry;
  private final Actor door;
  private final Actor heart;
  private final SplittableRandom random;
  private final List<Seat> seats = new ArrayList<>();
  private final Projecting projecting;
  private final Ingesting ingesting;

  Program(House house, Node node, SplittableRandom random) {
    this.house = house;
    this.node = node;
    this.random = random;
    int shards = house.setup().shards();
    engine = new Engine(shards);
    door = new Actor(node.name() + " door", node);
    heart = new Actor(node.name() + " heart", node);
    NodeMishaps mishaps =
        new NodeMishaps(
            node,
            house.world(),
            house.faults(),
            house.servers(),
            random.split(),
            house.outside(),
            this::finishUnderWay);
    MemoryPostgres postgres =
        new MemoryPostgres(house.tables(), mishaps, new Waiting(), random.split());
    registry = postgres.registry(LeaseConfig.DEFAULT);
    for (int shardId = 0; shardId < shards; shardId++) {
      Relaying relaying = relaying(shardId, mishaps);
      seats.add(
          new Seat(
              house,
              node,
              shardId,
              engine,
              postgres,
              registry,
              mishaps,
              random.split(),
              relaying::committed));
      relaying.start();
    }
    SplittableRandom letters = random.split();
    ingesting =
        new Ingesting(house, node, engine, seats, () -> producer(letters, false), random.split());
    projecting = new Projecting(house, node, mishaps, random.split());
  }

  void start() {
    seats.forEach(Seat::start);
    projecting.start();
    if (house.setup().hasIngress()) {
      ingesting.start();
    }
    beat();
  }

  Node node() {
    return node;
  }

  Actor door() {
    return door;
  }

  List<Seat> seats() {
    return seats;
  }

  boolean isServing(long accountId) {
    return node.isAlive() && seats.get(engine.shardOf(accountId)).isServing();
  }

  /** A request has come. */
  void receive(Client.Attempt attempt) {
    Seat seat = seats.get(engine.shardOf(attempt.ask().accountId()));
    long deadlineNanos =
        random.nextInt(20) == 0 ? node.nanoTime() + 1 + random.nextLong(5 * MILLI) : 0;
    Admission admission =
        engine.tryPublish(
            attempt.ask().accountId(),
            slot -> {
              attempt.ask().write(slot);
              slot.replySink(new Reply(attempt, seat)).deadlineNanos(deadlineNanos);
            });
    if (admission == Admission.ADMITTED) {
      attempt.question().delivered();
      seat.wake();
    } else {
      attempt.notAdmitted(admission);
    }
  }

  private void beat() {
    house
        .world()
        .after(
            LeaseConfig.DEFAULT.heartbeatMillis() * MILLI,
            heart,
            () -> {
              MemoryPostgres.beat(registry);
              beat();
            });
  }

  private void finishUnderWay() {
    for (int shardId = 0; shardId < house.setup().shards(); shardId++) {
      house.tables().finishUnderWay(shardId);
    }
  }

  private Relaying relaying(int shardId, NodeMishaps mishaps) {
    boolean skips = house.plan().mutation() == Mutation.RELAY_SKIPS_ROW;
    SplittableRandom producing = random.split();
    RelayConfig pace =
        new RelayConfig(
            house.setup().relayRows(),
            RELAY_PACE.batchBytes(),
            RELAY_PACE.turnMillis(),
            RELAY_PACE.pollMinMillis(),
            RELAY_PACE.pollMaxMillis(),
            RELAY_PACE.backoffInitialMillis(),
            RELAY_PACE.backoffMaxMillis(),
            RELAY_PACE.progressIntervalMillis(),
            RELAY_PACE.trimPauseMillis(),
            RELAY_PACE.statementTimeoutSeconds());
    HandedEvents handed = HandedEvents.forRelay(pace);
    TurnedRelay relay =
        new TurnedRelay(
            shardId,
            () -> seats.get(shardId).epoch(),
            house.tables(),
            handed,
            mishaps,
            () -> producer(producing, skips),
            pace,
            () -> Instant.ofEpochMilli(node.epochMillis()),
            node::nanoTime,
            random.split());
    Actor actor = new Actor(node.name() + " relay " + shardId, node);
    return new Relaying(house, actor, relay, handed);
  }

  private MemoryProducer producer(SplittableRandom luck, boolean skips) {
    return new MemoryProducer(
        house.kafka(),
        node,
        house.world(),
        house.faults(),
        house.servers(),
        luck,
        house.outside(),
        skips);
  }

  private final class Waiting implements MemoryPostgres.Waiting {
    @Override
    public long nanoTime() {
      return node.nanoTime();
    }

    @Override
    public void sleepMillis(long millis) {
      node.pass(millis * MILLI);
    }
  }

  /** Takes an answer from the shard, and sends it to the client. */
  private final class Reply implements ReplySink {
    private final Client.Attempt attempt;
    private final Seat seat;

    Reply(Client.Attempt attempt, Seat seat) {
      this.attempt = attempt;
      this.seat = seat;
    }

    @Override
    public void onAnswer(Command command, Answer answer) {
      if (!node.isAlive()) {
        return;
      }
      node.reach(CrashPoints.before(CrashPoints.REPLY));
      Told told = Told.of(answer);
      house.history().given(attempt.question(), told);
      attempt.answer(told, seat.token());
      node.reach(CrashPoints.after(CrashPoints.REPLY));
    }

    @Override
    public void onFailure(Command command, Failure failure) {
      if (!node.isAlive()) {
        return;
      }
      if (failure == Failure.UNKNOWN
          && house.plan().mutation() == Mutation.UNKNOWN_TOLD_AS_REFUSED) {
        attempt.answer(refusal(attempt.ask().accountId()), seat.token());
        return;
      }
      house.history().failed(attempt.question(), failure);
      attempt.fail(failure);
    }

    /** A lie as an engine would tell it, with the account as its row is. */
    private Told refusal(long accountId) {
      AccountRow row = house.tables().accounts().get(accountId);
      if (row == null) {
        return new Told(false, Reason.ACCOUNT_NOT_FOUND, false, null, null, null);
      }
      Told.AccountPart account =
          new Told.AccountPart(
              Decimals.currency(row.currency()),
              row.status(),
              Told.decimal(row.balance()),
              Told.decimal(row.reserved()),
              row.version());
      return new Told(false, Reason.INSUFFICIENT_BALANCE, false, account, null, null);
    }
  }
}
