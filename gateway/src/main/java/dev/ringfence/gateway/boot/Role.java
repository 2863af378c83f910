package dev.ringfence.gateway.boot;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a process does. */
enum Role {
  /** Takes commands, and owns shards. */
  ENGINE,
  /** Carries events from the outbox to Kafka. */
  RELAY,
  /** Carries events from Kafka to Redis. */
  PROJECTOR;

  private static final String ALL = "all";

  /** Reads a list with commas, or {@code all}. */
  static Set<Role> parse(String text) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String word : text.split(",", -1)) {
      String name = word.strip().toLowerCase(Locale.ROOT);
      if (name.equals(ALL)) {
        return EnumSet.allOf(Role.class);
      }
      roles.add(
          Arrays.stream(values())
              .filter(role -> role.word().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new ConfigurationException(
                          "There is no role "
                              + name
                              + ": there are "
                              + Arrays.stream(values())
                                  .map(Role::word)
                                  .collect(Collectors.joining(", "))
                              + ", and "
                              + ALL)));
    }
    return roles;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
