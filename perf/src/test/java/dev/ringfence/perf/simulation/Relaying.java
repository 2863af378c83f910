package dev.ringfence.perf.simulation;

import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.journal.relay.HandedEvents;
import dev.ringfence.journal.relay.TurnedRelay;

/** Makes a relay's turns, as its thread does. */
final class Relaying {
  private static final long GATHER_NANOS = 5_000_000;

  private final House house;
  private final Actor actor;
  private final TurnedRelay relay;
  private final HandedEvents handed;
  private boolean isWoken;

  Relaying(House house, Actor actor, TurnedRelay relay, HandedEvents handed) {
    this.house = house;
    this.actor = actor;
    this.relay = relay;
    this.handed = handed;
  }

  void start() {
    house.world().after(GATHER_NANOS, actor, this::turnAndGoOn);
  }

  /** Takes over what was committed. */
  void committed(EffectBatch batch) {
    handed.committed(batch);
    if (!isWoken) {
      isWoken = true;
      house.world().after(GATHER_NANOS, actor, this::turn);
    }
  }

  private void turnAndGoOn() {
    house.world().after(Math.max(GATHER_NANOS, turn()), actor, this::turnAndGoOn);
  }

  private long turn() {
    isWoken = false;
    return relay.turn();
  }
}
