package dev.ringfence.snapshotter.verify;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.ringfence.engine.effect.EffectType;
import dev.ringfence.events.v1.AccountEvent;
import dev.ringfence.journal.relay.EventHeaders;
import java.time.Instant;
import java.util.Locale;

/** Compares an event in the topic with its ledger row, and names the first field that differs. */
final class EventComparison {
  private EventComparison() {}

  static void compare(TopicEvent found, LedgerEvents.Row row, Tally tally) {
    Check check = Check.EVENTS_TRUE;
    if (row == null) {
      throw tally.diverged(
          check, found, "event", "none, as the ledger has no such row", "an event");
    }
    AccountEvent expected = row.event();
    if (!expected.equals(found.event())) {
      differ("", expected, found.event(), found, tally);
      throw tally.diverged(check, found, "event", expected.toString(), found.event().toString());
    }
    text("key", Long.toString(found.accountId()), found.key(), found, tally);
    header(EventHeaders.ID, expected.getEventId(), found, tally);
    header(EventHeaders.VERSION, Long.toString(found.version()), found, tally);
    header(EventHeaders.TYPE, typeOf(expected), found, tally);
    header(EventHeaders.TIME, timeOf(expected), found, tally);
    tally.number(check, found, "header ringfence-shard", row.shardId(), found.shardId());
    tally.number(check, found, "header ringfence-sequence", row.sequence(), found.sequence());
    tally.count(check);
  }

  private static void header(String name, String expected, TopicEvent found, Tally tally) {
    text("header " + name, expected, found.header(name), found, tally);
  }

  /** As consumers know it, who choose by it. */
  private static String typeOf(AccountEvent event) {
    EffectType type = EffectType.ofCode(event.getTypeValue());
    return "dev.ringfence.account." + type.name().toLowerCase(Locale.ROOT) + ".v1";
  }

  private static String timeOf(AccountEvent event) {
    Timestamp time = event.getOccurredAt();
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toString();
  }

  private static void differ(
      String path, Message expected, Message found, TopicEvent place, Tally tally) {
    for (FieldDescriptor field : expected.getDescriptorForType().getFields()) {
      Object one = expected.getField(field);
      Object other = found.getField(field);
      if (one.equals(other)) {
        continue;
      }
      if (one instanceof Message inner && expected.hasField(field) && found.hasField(field)) {
        differ(path + field.getName() + ".", inner, (Message) other, place, tally);
      }
      throw tally.diverged(
          Check.EVENTS_TRUE, place, path + field.getName(), text(one), text(other));
    }
  }

  private static String text(Object value) {
    return value instanceof Message message
        ? "{" + message.toString().strip().replace('\n', ' ') + "}"
        : value.toString();
  }

  private static void text(
      String column, String expected, String found, TopicEvent place, Tally tally) {
    if (!expected.equals(found)) {
      throw tally.diverged(Check.EVENTS_TRUE, place, column, expected, found);
    }
  }
}
