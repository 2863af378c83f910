package dev.ringfence.gateway.deadletters;

import java.util.HashMap;
import java.util.Map;
import org.agrona.collections.LongHashSet;

/** Which letters were sent back: some 20 bytes for each that ever was. */
public final class SentBack {
  private final Map<String, Map<Integer, LongHashSet>> offsets = new HashMap<>();

  SentBack() {}

  void add(LetterPlace place) {
    var _ =
        offsets
            .computeIfAbsent(place.topic(), _ -> new HashMap<>())
            .computeIfAbsent(place.partition(), _ -> new LongHashSet())
            .add(place.offset());
  }

  public boolean contains(LetterPlace place) {
    LongHashSet known = offsets.getOrDefault(place.topic(), Map.of()).get(place.partition());
    return known != null && known.contains(place.offset());
  }
}
