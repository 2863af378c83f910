package dev.ringfence.perf.chaos;

import java.util.List;
import java.util.Locale;

/** A kind of fault. */
enum Harm {
  /** SIGKILL to an engine, at a random moment; then it is started again. */
  KILL_ENGINE(20, true),
  /** Both are killed; one is started anew, and kills itself at a named point of its work. */
  CRASH_ENGINE(16, true),
  /** SIGSTOP for longer or shorter than its lease, then SIGCONT: it comes back as an old owner. */
  PAUSE_ENGINE(8, false),
  /** SIGKILL to all processes of PostgreSQL. */
  KILL_POSTGRES(14, true),
  PAUSE_POSTGRES(4, false),
  /** Not a byte more fits on the disk of PostgreSQL. */
  FULL_DISK(5, false),
  /** SIGKILL, and what it has not yet written is lost with it. */
  KILL_KAFKA(10, true),
  PAUSE_KAFKA(3, false),
  /** SIGKILL: all that it held is gone. */
  KILL_REDIS(10, true),
  PAUSE_REDIS(3, false),
  /** All that it held is gone, and nobody is told. */
  FLUSH_REDIS(4, false),
  /** All connections of one kind of an engine, at once; new ones are let in. */
  CUT_LINK(8, false),
  /** The same, and no new ones for a while. */
  REFUSE_LINK(6, false),
  /** Nothing passes for a while, and nothing is lost. */
  STALL_LINK(6, false),
  /** One end of each is cut, and the other is not told. */
  HALF_OPEN_LINK(6, false),
  /** SIGKILL to the clients: their next life goes on by the journal. */
  KILL_CLIENTS(6, true);

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

  /** For people. */
  String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  boolean isKill() {
    return isKill;
  }

  /** What it may befall. */
  List<Target> targets() {
    return switch (this) {
      case KILL_ENGINE, PAUSE_ENGINE ->
          List.of(Target.OWNER_ENGINE, Target.OWNER_ENGINE, Target.OTHER_ENGINE);
      // The other one is hit as well: see Strike.targets.
      case CRASH_ENGINE -> List.of(Target.OWNER_ENGINE);
      case KILL_POSTGRES, PAUSE_POSTGRES, FULL_DISK -> List.of(Target.POSTGRES);
      case KILL_KAFKA, PAUSE_KAFKA -> List.of(Target.KAFKA);
      case KILL_REDIS, PAUSE_REDIS, FLUSH_REDIS -> List.of(Target.REDIS);
      case CUT_LINK, REFUSE_LINK, STALL_LINK, HALF_OPEN_LINK -> Target.LINKS;
      case KILL_CLIENTS -> List.of(Target.CLIENTS);
    };
  }

  /** Whether it kills what a command needs to be answered. */
  boolean stopsCommands() {
    return this == KILL_ENGINE || this == CRASH_ENGINE || this == KILL_POSTGRES;
  }

  /** Whether what it befalls does nothing while it lasts; a kill counts from the kill. */
  boolean lastsUntilHealed() {
    return switch (this) {
      case CRASH_ENGINE, PAUSE_POSTGRES, FULL_DISK, REFUSE_LINK, STALL_LINK -> true;
      case KILL_ENGINE,
          KILL_POSTGRES,
          PAUSE_ENGINE,
          KILL_KAFKA,
          PAUSE_KAFKA,
          KILL_REDIS,
          PAUSE_REDIS,
          FLUSH_REDIS,
          CUT_LINK,
          HALF_OPEN_LINK,
          KILL_CLIENTS ->
          false;
    };
  }
}
