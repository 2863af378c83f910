package dev.ringfence.perf.simulation;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Between clients and processes: messages are slow, overtake each other, get lost or come twice.
 */
final class Network {
  private static final long MILLI = 1_000_000;

  private final World world;
  private final Faults faults;
  private final SplittableRandom random;
  private final Supplier<List<Program>> programs;

  Network(World world, Faults faults, SplittableRandom random, Supplier<List<Program>> programs) {
    this.world = world;
    this.faults = faults;
    this.random = random;
    this.programs = programs;
  }

  /** To whom serves the account's shard, as far as anybody knows, or to any. */
  void send(Client.Attempt attempt) {
    List<Program> running = programs.get();
    if (running.isEmpty()) {
      return;
    }
    Program target = running.get(random.nextInt(running.size()));
    for (Program program : running) {
      if (program.isServing(attempt.ask().accountId()) && random.nextInt(8) > 0) {
        target = program;
      }
    }
    Program chosen = target;
    int times = faults.fires(Fault.REQUEST_TWICE) ? 2 : 1;
    for (int time = 0; time < times; time++) {
      carry(
          chosen.door(),
          () -> {
            if (attempt.isWanted()) {
              chosen.receive(attempt);
            }
          });
    }
  }

  void carry(Actor receiver, Runnable message) {
    if (faults.fires(Fault.MESSAGE_LOST)) {
      return;
    }
    long nanos =
        faults.fires(Fault.MESSAGE_SLOW) ? random.nextLong(500 * MILLI) : random.nextLong(MILLI);
    world.after(nanos, receiver, message);
  }
}
