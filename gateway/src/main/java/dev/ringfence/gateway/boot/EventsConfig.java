package dev.ringfence.gateway.boot;

import dev.ringfence.journal.relay.OutboxBound;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which parts a process has of what lies behind the commit.
 *
 * @param roles what this process does
 * @param outboxMaxRows how many unpublished events of a shard may wait; past that its writes are
 *     refused until Kafka takes events again
 */
record EventsConfig(Set<Role> roles, long outboxMaxRows) {
  static final EventsConfig DEFAULTS =
      new EventsConfig(EnumSet.allOf(Role.class), OutboxBound.DEFAULT_MAX_ROWS);

  EventsConfig {
    if (roles.isEmpty()) {
      throw new ConfigurationException("A process needs at least one role");
    }
    roles = Set.copyOf(roles);
  }

  boolean has(Role role) {
    return roles.contains(role);
  }
}
