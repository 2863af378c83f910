package dev.ringfence.snapshotter.verify;

import dev.ringfence.events.v1.AccountEvent;
import dev.ringfence.snapshotter.verify.TopicBed.Event;
import java.util.List;
import java.util.Map;

/** Something that must not happen to the events between PostgreSQL and Kafka. */
enum TopicHarm {
  MISSING_IN_THE_MIDDLE {
    @Override
    Found apply(List<Event> events) {
      Event lost = events.remove(indexOf(events, 3));
      return new Found(
          Check.EVENTS_PUBLISHED, lost.accountId(), lost.version() + 1, "next version");
    }
  },
  MISSING_AT_THE_BEGINNING {
    @Override
    Found apply(List<Event> events) {
      Event lost = events.remove(indexOf(events, 1));
      return new Found(Check.EVENTS_PUBLISHED, lost.accountId(), 2, "first version");
    }
  },
  MISSING_AT_THE_END {
    @Override
    Found apply(List<Event> events) {
      Event lost = events.removeLast();
      return new Found(Check.EVENTS_PUBLISHED, lost.accountId(), lost.version(), "event");
    }
  },
  MISSING_ACCOUNT {
    @Override
    Found apply(List<Event> events) {
      long accountId = events.get(indexOf(events, 3)).accountId();
      events.removeIf(event -> event.accountId() == accountId);
      return new Found(Check.EVENTS_PUBLISHED, accountId, 1, "event");
    }
  },
  SWAPPED {
    @Override
    Found apply(List<Event> events) {
      int one = indexOf(events, 3);
      long accountId = events.get(one).accountId();
      int other = one + 1;
      while (events.get(other).accountId() != accountId) {
        other++;
      }
      Event early = events.get(other);
      events.set(other, events.get(one));
      events.set(one, early);
      return new Found(Check.EVENTS_PUBLISHED, accountId, 4, "next version");
    }
  },
  FOREIGN_ACCOUNT {
    @Override
    Found apply(List<Event> events) {
      return foreign(events, 999_999, 1);
    }
  },
  FOREIGN_VERSION {
    @Override
    Found apply(List<Event> events) {
      Event last = events.getLast();
      return foreign(events, last.accountId(), last.version() + 1_000_000);
    }
  },
  WRONG_BALANCE {
    @Override
    Found apply(List<Event> events) {
      int index = indexOf(events, 3);
      Event right = events.get(index);
      AccountEvent.Builder wrong = right.event().toBuilder();
      wrong.getAccountBuilder().setBalance("123456.7891");
      events.set(index, right.with(wrong.build()));
      return new Found(Check.EVENTS_TRUE, right.accountId(), right.version(), "account.balance");
    }
  },
  WRONG_IN_THE_SECOND_DELIVERY {
    @Override
    Found apply(List<Event> events) {
      Event right = events.get(indexOf(events, 3));
      events.add(right.with(right.event().toBuilder().setRequestId("another").build()));
      return new Found(Check.EVENTS_TRUE, right.accountId(), right.version(), "request_id");
    }
  },
  WRONG_VERSION_IN_THE_HEADER {
    @Override
    Found apply(List<Event> events) {
      return wrongHeader(events, "ringfence-version", "4");
    }
  },
  WRONG_TYPE_IN_THE_HEADER {
    @Override
    Found apply(List<Event> events) {
      return wrongHeader(events, "ce_type", "dev.ringfence.account.closed.v1");
    }
  },
  WRONG_TIME_IN_THE_HEADER {
    @Override
    Found apply(List<Event> events) {
      return wrongHeader(events, "ce_time", "2026-01-01T00:00:00Z");
    }
  },
  WRONG_SEQUENCE {
    @Override
    Found apply(List<Event> events) {
      int index = indexOf(events, 3);
      Event right = events.get(index);
      events.set(index, new Event(right.shardId(), right.sequence() + 1, right.event(), Map.of()));
      return new Found(Check.EVENTS_TRUE, right.accountId(), right.version(), "ringfence-sequence");
    }
  };

  /** Does it, and says what must be found. */
  abstract Found apply(List<Event> events);

  /** What a verification must say. */
  record Found(Check check, long accountId, long version, String column) {}

  private static Found wrongHeader(List<Event> events, String name, String value) {
    int index = indexOf(events, 3);
    Event right = events.get(index);
    events.set(
        index, new Event(right.shardId(), right.sequence(), right.event(), Map.of(name, value)));
    return new Found(Check.EVENTS_TRUE, right.accountId(), right.version(), "header " + name);
  }

  private static Found foreign(List<Event> events, long accountId, long version) {
    Event last = events.getLast();
    AccountEvent.Builder event = last.event().toBuilder().setEventId(accountId + "-" + version);
    event.getAccountBuilder().setAccountId(accountId).setVersion(version);
    events.add(last.with(event.build()));
    return new Found(Check.EVENTS_TRUE, accountId, version, "event");
  }

  /** The first event of that version whose account has more after it. */
  private static int indexOf(List<Event> events, long version) {
    for (int index = 0; index < events.size(); index++) {
      Event event = events.get(index);
      if (event.version() == version
          && events.stream()
              .anyMatch(
                  other -> other.accountId() == event.accountId() && other.version() > version)) {
        return index;
      }
    }
    throw new IllegalStateException("No account has so many versions");
  }
}
