package dev.ringfence.perf.bench;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a bench does, and the options that it takes: any other would be ignored in silence. */
enum Kind {
  OVERLOAD(
      "--overload",
      "--accounts, --duration, --warmup, --rounds, --connections, --in-flight, --seed"),
  EVENTS(
      "--events",
      "--mode, --accounts, --duration, --first-warmup, --warmup, --rounds, --connections,"
          + " --in-flight, --seed, --json, --hgrm, --report"),
  PARTS("--part", "--json, --hgrm, --report"),
  RECOVERY_AMONG_PARTS("--part", "--accounts, --json, --hgrm, --report"),
  LOADS("", "");

  private final String name;
  private final String takes;

  /**
   * @param name the option that asks for it
   * @param takes what it takes besides
   */
  Kind(String name, String takes) {
    this.name = name;
    this.takes = takes;
  }

  static Kind of(boolean overload, boolean events, Set<Part> parts) {
    if (overload) {
      return OVERLOAD;
    }
    if (events) {
      return EVENTS;
    }
    if (parts.isEmpty()) {
      return LOADS;
    }
    return parts.contains(Part.RECOVERY) ? RECOVERY_AMONG_PARTS : PARTS;
  }

  /**
   * Lets only pass what it takes.
   *
   * @throws IllegalArgumentException says what it does not
   */
  void require(Stream<String> given) {
    List<String> options = List.of(takes.split(", ", -1));
    // Who asks for loads has given none of the names, and all else is theirs.
    List<String> foreign =
        given
            .filter(option -> this != LOADS && !option.equals(name) && !options.contains(option))
            .toList();
    if (!foreign.isEmpty()) {
      throw new IllegalArgumentException(
          "%s does not take %s, only %s".formatted(name, String.join(", ", foreign), takes));
    }
  }
}
