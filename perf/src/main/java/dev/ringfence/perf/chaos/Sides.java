package dev.ringfence.perf.chaos;

import dev.ringfence.localstack.proxy.FaultProxy;
import java.time.Duration;
import java.util.List;

/** The two engines with their links: one of them owns the shards, and the other would. */
final class Sides implements AutoCloseable {
  private static final Duration CRASH_LIMIT = Duration.ofSeconds(20);

  private final List<Engine> engines;
  private final List<Links> links;
  private volatile int owner;

  Sides(List<Engine> engines, List<Links> links) {
    this.engines = engines;
    this.links = links;
  }

  /** From now on this one is meant where a strike is at the owner. */
  void setOwner(int index) {
    owner = index;
  }

  Wound inflict(Strike strike) {
    int side = strike.target().isOfOwner() ? owner : 1 - owner;
    return switch (strike.harm()) {
      case KILL_ENGINE -> {
        Engine engine = engines.get(side);
        engine.kill();
        yield () -> engine.start("");
      }
      case CRASH_ENGINE -> {
        engines.forEach(Engine::kill);
        engines.get(side).start(strike.crashPoint());
        yield new Crash(engines.get(side), engines);
      }
      case PAUSE_ENGINE -> {
        Engine engine = engines.get(side);
        engine.pause();
        yield engine::resume;
      }
      case CUT_LINK -> {
        link(side, strike).cutAll();
        yield () -> {};
      }
      case REFUSE_LINK -> {
        FaultProxy link = link(side, strike);
        link.refuse(true);
        yield () -> link.refuse(false);
      }
      case STALL_LINK -> {
        FaultProxy link = link(side, strike);
        link.stall(true);
        yield () -> link.stall(false);
      }
      case HALF_OPEN_LINK -> {
        link(side, strike).leaveHalfOpen();
        yield () -> {};
      }
      case KILL_POSTGRES,
          PAUSE_POSTGRES,
          FULL_DISK,
          KILL_KAFKA,
          PAUSE_KAFKA,
          KILL_REDIS,
          PAUSE_REDIS,
          FLUSH_REDIS,
          KILL_CLIENTS ->
          throw new IllegalArgumentException(strike + " befalls no engine");
    };
  }

  @Override
  public void close() {
    engines.forEach(Engine::close);
    links.forEach(Links::close);
  }

  private FaultProxy link(int side, Strike strike) {
    return links.get(side).to(strike.target());
  }

  /** One was to kill itself, with the other out of its way. */
  private record Crash(Engine engine, List<Engine> all) implements Wound {
    @Override
    public boolean awaitCrash() {
      return engine.awaitCrash(CRASH_LIMIT);
    }

    @Override
    public void heal() {
      all.forEach(Engine::startAnew);
    }
  }
}
