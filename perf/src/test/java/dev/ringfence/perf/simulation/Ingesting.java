package dev.ringfence.perf.simulation;

import dev.ringfence.engine.shard.Admission;
import dev.ringfence.engine.shard.Engine;
import dev.ringfence.gateway.kafka.IngressConfig;
import dev.ringfence.gateway.kafka.TurnedIngress;
import dev.ringfence.journal.relay.ProducerFactory;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/** Makes the turns of a process's ingress, as its thread does. */
final class Ingesting {
  private static final long POLL_NANOS = 20_000_000;
  private static final IngressConfig CONFIG =
      new IngressConfig(8, 4 << 20, 4, 64 << 10, 3, 300, 5, 200, 100, 1, 50, 4_000, 100);

  private final House house;
  private final Actor actor;
  private final TurnedIngress ingress;
  private boolean isWoken;

  Ingesting(
      House house,
      Node node,
      Engine engine,
      List<Seat> seats,
      ProducerFactory deadLetters,
      SplittableRandom random) {
    this.house = house;
    actor = new Actor(node.name() + " ingress", node);
    SplittableRandom members = random.split();
    boolean commitsAtOnce = house.plan().mutation() == Mutation.INGRESS_OFFSET_BEFORE_COMMIT;
    ingress =
        new TurnedIngress(
            () ->
                new MemoryConsumer(
                    house.kafka(),
                    IngressConfig.GROUP,
                    node.name() + "-" + Long.toHexString(members.nextLong()),
                    node,
                    house.faults(),
                    house.servers(),
                    commitsAtOnce),
            deadLetters,
            (accountId, writer) -> {
              Admission admission = engine.tryPublish(accountId, writer);
              if (admission == Admission.ADMITTED) {
                seats.get(engine.shardOf(accountId)).wake();
              }
              return admission;
            },
            () -> seats.stream().allMatch(Seat::isServing),
            CONFIG,
            () -> Instant.ofEpochMilli(node.epochMillis()),
            node::nanoTime,
            node::pass,
            random.split(),
            this::wake);
  }

  void start() {
    house.world().after(POLL_NANOS, actor, this::turnAndGoOn);
  }

  private void wake() {
    if (!isWoken) {
      isWoken = true;
      house.world().after(100_000, actor, this::turn);
    }
  }

  private void turnAndGoOn() {
    house.world().after(Math.max(POLL_NANOS, turn()), actor, this::turnAndGoOn);
  }

  private long turn() {
    isWoken = false;
    return ingress.turn();
  }
}
