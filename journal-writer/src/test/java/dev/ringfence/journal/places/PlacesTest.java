package dev.ringfence.journal.places;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class PlacesTest {
  private static final String GROUP = "readers";
  private static final TopicPartition FIRST = new TopicPartition("payments", 0);
  private static final TopicPartition SECOND = new TopicPartition("payments", 1);
  private static final TopicPartition OTHER = new TopicPartition("fills", 0);
  private static final Uuid OLD = new Uuid(1, 1);
  private static final Uuid NEW = new Uuid(1, 2);
  private static final Uuid KEPT = new Uuid(2, 2);

  private final Map<String, Uuid> ids = new HashMap<>(Map.of("payments", OLD, "fills", KEPT));
  private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
  private boolean isAway;
  private final Places places = member();

  @Test
  void shouldTrustAPlaceThatWasCommittedInTheSameTopic() {
    places.assigned(GROUP, List.of(FIRST, OTHER));
    commit(places, FIRST, 5);

    assertEquals(List.of(), member().assigned(GROUP, List.of(FIRST, OTHER)));
  }

  @Test
  void shouldNotTrustAPlaceOfATopicThatIsGone() {
    places.assigned(GROUP, List.of(FIRST, OTHER));
    commit(places, FIRST, 5);
    commit(places, OTHER, 7);

    ids.put("payments", NEW);

    assertEquals(List.of(FIRST), member().assigned(GROUP, List.of(FIRST, SECOND, OTHER)));
  }

  @Test
  void shouldTrustAPlaceThatNamesNoTopic() {
    committed.put(FIRST, new OffsetAndMetadata(5, ""));
    committed.put(SECOND, new OffsetAndMetadata(5, "set by a person"));

    assertEquals(List.of(), places.assigned(GROUP, List.of(FIRST, SECOND)));
  }

  @Test
  void shouldTellOnceThatATopicWasMadeAnew() {
    places.assigned(GROUP, List.of(FIRST, SECOND, OTHER));
    places.drop(List.of(SECOND));
    assertEquals(List.of(), places.madeAnew());

    ids.put("payments", NEW);
    assertEquals(List.of(FIRST), places.madeAnew());
    assertEquals(List.of(), places.madeAnew());
    commit(places, FIRST, 1);
    assertEquals(List.of(), member().assigned(GROUP, List.of(FIRST)));
  }

  @Test
  void shouldCommitAnOldPlaceAsOneOfTheOldTopicUntilTheNewOneIsNoticed() {
    places.assigned(GROUP, List.of(FIRST));
    ids.put("payments", NEW);
    commit(places, FIRST, 50);

    assertEquals(List.of(FIRST), member().assigned(GROUP, List.of(FIRST)));
  }

  @Test
  void shouldNotBeLedAstrayByATopicThatIsAwayForAMoment() {
    places.assigned(GROUP, List.of(FIRST));
    ids.clear();

    assertEquals(List.of(), places.madeAnew());
  }

  @Test
  void shouldKnowNothingOfWhatIsAssignedWhileTheBrokersGiveNoAnswer() {
    isAway = true;

    assertThrows(KafkaException.class, () -> places.assigned(GROUP, List.of(FIRST)));
  }

  @Test
  void shouldKeepOffsetAndLeaderEpoch() {
    places.assigned(GROUP, List.of(FIRST));

    OffsetAndMetadata marked =
        places.marked(Map.of(FIRST, new OffsetAndMetadata(5, Optional.of(3), ""))).get(FIRST);

    assertEquals(new OffsetAndMetadata(5, Optional.of(3), "topic " + OLD), marked);
  }

  private void commit(Places member, TopicPartition partition, long offset) {
    committed.putAll(member.marked(Map.of(partition, new OffsetAndMetadata(offset))));
  }

  private Places member() {
    return new Places(
        new TopicIds() {
          @Override
          public Map<String, Uuid> current() {
            return ids;
          }

          @Override
          public Map<TopicPartition, OffsetAndMetadata> committed(
              String group, Collection<TopicPartition> partitions) {
            if (isAway) {
              throw new KafkaException("no answer");
            }
            assertEquals(GROUP, group);
            return committed;
          }
        });
  }
}
