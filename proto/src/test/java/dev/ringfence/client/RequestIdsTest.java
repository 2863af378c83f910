package dev.ringfence.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RequestIdsTest {
  private static final int COUNT = 50_000;

  @Test
  void shouldSortInTheOrderInWhichTheyWereMade() {
    RequestIds ids = new RequestIds();

    List<String> made = Stream.generate(ids::next).limit(COUNT).toList();

    assertEquals(made.stream().sorted().toList(), made);
  }

  @Test
  void shouldMakeNoIdTwiceThoughTwoClientsMakeThem() {
    RequestIds first = new RequestIds();
    RequestIds second = new RequestIds();

    Set<String> made = new HashSet<>();
    for (int index = 0; index < COUNT; index++) {
      made.add(first.next());
      made.add(second.next());
    }

    assertEquals(2 * COUNT, made.size());
  }

  @Test
  void shouldBeAValidId() {
    assertTrue(new RequestIds().next().matches("[!-~]{1,64}"));
  }
}
