package dev.ringfence.perf.simulation;

import dev.ringfence.perf.simulation.Servers.Server;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** What befalls whole processes and servers, now and then. */
final class Weather {
  private static final long MILLI = 1_000_000;
  private static final long STEP_NANOS = 200 * MILLI;
  private static final long YEAR_MILLIS = 31_536_000_000L;

  private final House house;
  private final SplittableRandom random;
  private final Supplier<List<Program>> programs;

  Weather(House house, SplittableRandom random, Supplier<List<Program>> programs) {
    this.house = house;
    this.random = random;
    this.programs = programs;
  }

  void start() {
    house.world().after(STEP_NANOS, house.outside(), this::step);
  }

  private void step() {
    if (house.faults().isHealed()) {
      return;
    }
    List<Program> running = programs.get();
    if (!running.isEmpty()) {
      strike(running.get(random.nextInt(running.size())).node());
    }
    away(Fault.DATABASE_OUTAGE, Server.DATABASE, random.nextInt(6) == 0 ? 5_000 : 600);
    away(Fault.KAFKA_OUTAGE, Server.KAFKA, random.nextInt(4) == 0 ? 8_000 : 1_000);
    away(Fault.REDIS_OUTAGE, Server.REDIS, 2_000);
    if (house.faults().fires(Fault.REDIS_FLUSH)) {
      house.redis().flush();
    }
    if (house.faults().fires(Fault.REDIS_RESTART)) {
      house.redis().restart();
    }
    start();
  }

  private void strike(Node node) {
    if (house.faults().fires(Fault.KILL)) {
      node.kill();
    }
    if (house.faults().fires(Fault.PAUSE)) {
      node.pause((1 + random.nextInt(random.nextBoolean() ? 8_000 : 500)) * MILLI);
    }
    if (house.faults().fires(Fault.CLOCK_JUMP)) {
      node.jumpClock(jumpMillis());
    }
  }

  private long jumpMillis() {
    return switch (random.nextInt(5)) {
      case 0 -> YEAR_MILLIS;
      case 1 -> -YEAR_MILLIS;
      case 2 -> random.nextInt(5_000);
      case 3 -> -random.nextInt(5_000);
      default -> 0;
    };
  }

  private void away(Fault fault, Server server, int mostMillis) {
    long nanos = (1 + random.nextInt(mostMillis)) * MILLI;
    if (house.faults().fires(fault)) {
      house.servers().takeAway(server, nanos);
    }
  }
}
