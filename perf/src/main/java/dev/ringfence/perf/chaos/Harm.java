package dev.ringfence.perf.chaos;

import java.util.List;

/** A kind of fault. */
enum Harm {
  /** SIGKILL to an engine, at a random moment; then it is started again. */
  KILL_ENGINE(20, true),
  /** Started anew, an engine kills itself at a named point of its work. */
  CRASH_ENGINE(16, true),
  /** SIGSTOP for longer or shorter than its lease, then SIGCONT: it comes back as an old owner. */
  PAUSE_ENGINE(10, false),
  /** SIGKILL to all processes of PostgreSQL. */
  KILL_POSTGRES(14, true),
  PAUSE_POSTGRES(6, false),
  /** SIGKILL, and what it has not yet written is lost with it. */
  KILL_KAFKA(10, true),
  PAUSE_KAFKA(5, false),
  /** SIGKILL: all that it held is gone. */
  KILL_REDIS(10, true),
  PAUSE_REDIS(5, false),
  /** All connections between an engine and PostgreSQL, at once; new ones are let in. */
  CUT_LINK(6, false),
  /** The same, and no new ones for a while. */
  REFUSE_LINK(4, false),
  /** Nothing passes for a while, and nothing is lost. */
  STALL_LINK(5, false),
  /** PostgreSQL's ends are cut, and the engine is not told. */
  HALF_OPEN_LINK(4, false),
  /** SIGKILL to the clients: their next life goes on by the journal. */
  KILL_CLIENTS(4, true);

  private final int weight;
  private final boolean isKill;

  Harm(int weight, boolean isKill) {
    this.weight = weight;
    this.isKill = isKill;
  }

  /** How often it is chosen, against the others. */
  int weight() {
    return weight;
  }

  boolean isKill() {
    return isKill;
  }

  /** What it may befall. */
  List<Target> targets() {
    return switch (this) {
      case KILL_ENGINE, PAUSE_ENGINE ->
          List.of(Target.OWNER_ENGINE, Target.OWNER_ENGINE, Target.OTHER_ENGINE);
      // Who owns nothing gets to no point.
      case CRASH_ENGINE -> List.of(Target.OWNER_ENGINE);
      case KILL_POSTGRES, PAUSE_POSTGRES -> List.of(Target.POSTGRES);
      case KILL_KAFKA, PAUSE_KAFKA -> List.of(Target.KAFKA);
      case KILL_REDIS, PAUSE_REDIS -> List.of(Target.REDIS);
      case CUT_LINK, REFUSE_LINK, STALL_LINK, HALF_OPEN_LINK ->
          List.of(Target.OWNER_LINK, Target.OWNER_LINK, Target.OTHER_LINK);
      case KILL_CLIENTS -> List.of(Target.CLIENTS);
    };
  }

  /** Whether it kills what a command needs to be answered. */
  boolean stopsCommands() {
    return this == KILL_ENGINE || this == CRASH_ENGINE || this == KILL_POSTGRES;
  }

  /** Whether shards can't be served while it lasts, whoever owns them. */
  boolean lastsUntilHealed() {
    return switch (this) {
      case CRASH_ENGINE, KILL_POSTGRES, PAUSE_POSTGRES, REFUSE_LINK, STALL_LINK -> true;
      case KILL_ENGINE,
          PAUSE_ENGINE,
          KILL_KAFKA,
          PAUSE_KAFKA,
          KILL_REDIS,
          PAUSE_REDIS,
          CUT_LINK,
          HALF_OPEN_LINK,
          KILL_CLIENTS ->
          false;
    };
  }
}
