package dev.ringfence.perf.chaos;

import dev.ringfence.journal.CrashPoint;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What is done to the stack, one step after the other; the same seed gives the same plan. */
final class Plan {
  private static final int LONGEST_QUIET_MILLIS = 400;
  private static final int MOST_AT_ONCE = 4;
  private static final Harm[] HARMS = Harm.values();
  private static final List<CrashPoint> CRASH_POINTS = List.of(CrashPoint.values());
  private static final int WEIGHTS;

  static {
    int sum = 0;
    for (Harm harm : HARMS) {
      sum += harm.weight();
    }
    WEIGHTS = sum;
  }

  /**
   * Faults that overlap, and the quiet after them.
   *
   * @param quietMillis once the shards serve again
   */
  record Step(List<Strike> strikes, long quietMillis) {
    /** The one that serves, and reads fills and payments. */
    static final Step OWNER_KILLED =
        new Step(
            List.of(new Strike(Harm.KILL_ENGINE, Target.OWNER_ENGINE, 0, 0, "")),
            TimeUnit.SECONDS.toMillis(5));

    /** The broker is away for that long, and in the middle of it Redis forgets all it had. */
    static Step withoutKafka(long millis) {
      return new Step(
          List.of(
              new Strike(Harm.KILL_KAFKA, Target.KAFKA, 0, millis, ""),
              new Strike(Harm.FLUSH_REDIS, Target.REDIS, millis / 2, 0, "")),
          millis / 2);
    }
  }

  private final Random random;
  private final boolean diskCanBeFull;
  private final Queue<Step> first;

  /**
   * @param diskCanBeFull else that fault is left out, and all others stay as they are
   * @param first what comes before all that is drawn
   */
  Plan(long seed, boolean diskCanBeFull, List<Step> first) {
    random = new Random(seed);
    this.diskCanBeFull = diskCanBeFull;
    this.first = new ArrayDeque<>(first);
  }

  /** One fault, or a few at about the same time, each on something else. */
  Step next() {
    return first.isEmpty() ? draw() : first.remove();
  }

  private Step draw() {
    int count = 1 + random.nextInt(MOST_AT_ONCE);
    Set<Target> free = EnumSet.allOf(Target.class);
    List<Strike> strikes = new ArrayList<>();
    while (strikes.size() < count) {
      Harm harm = harm();
      Target target = harm.targets().get(random.nextInt(harm.targets().size()));
      long afterMillis = strikes.isEmpty() ? 0 : random.nextInt(400);
      long holdMillis = holdMillis(harm);
      String crashPoint = harm == Harm.CRASH_ENGINE ? crashPoint() : "";
      Strike strike = new Strike(harm, target, afterMillis, holdMillis, crashPoint);
      if ((harm != Harm.FULL_DISK || diskCanBeFull) && free.containsAll(strike.targets())) {
        free.removeAll(strike.targets());
        strikes.add(strike);
      }
    }
    return new Step(List.copyOf(strikes), random.nextInt(LONGEST_QUIET_MILLIS));
  }

  private Harm harm() {
    int dice = random.nextInt(WEIGHTS);
    for (Harm harm : HARMS) {
      dice -= harm.weight();
      if (dice < 0) {
        return harm;
      }
    }
    throw new IllegalStateException("weights do not add up");
  }

  /** Early enough to be reached soon: a shard recovers once, and its relay gathers events. */
  private String crashPoint() {
    CrashPoint point = CRASH_POINTS.get(random.nextInt(CRASH_POINTS.size()));
    int most =
        switch (point) {
          case BEFORE_COMMIT, AFTER_COMMIT -> 200;
          case BEFORE_SEND, AFTER_SEND, AFTER_FLUSH, AFTER_CURSOR -> 20;
          case DURING_RECOVERY -> ChaosSettings.SHARDS;
        };
    return point + ":" + (1 + random.nextInt(most));
  }

  private long holdMillis(Harm harm) {
    return switch (harm) {
      // At once, or late enough for the other engine to take over.
      case KILL_ENGINE -> random.nextInt(3) > 0 ? 0 : random.nextInt(5_000);
      case PAUSE_ENGINE -> 200 + random.nextInt(5_000);
      case KILL_POSTGRES -> random.nextInt(500);
      case PAUSE_POSTGRES, FULL_DISK, STALL_LINK, REFUSE_LINK -> 100 + random.nextInt(3_000);
      case KILL_KAFKA, PAUSE_KAFKA, KILL_REDIS, PAUSE_REDIS -> random.nextInt(2_000);
      case CRASH_ENGINE, FLUSH_REDIS, CUT_LINK, HALF_OPEN_LINK, KILL_CLIENTS -> 0;
    };
  }
}
