package dev.ringfence.perf.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.perf.chaos.Plan.Step;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PlanTest {
  @Test
  void shouldRepeatThePlanWhenTheSeedIsTheSame() {
    assertEquals(steps(7), steps(7));
    assertNotEquals(steps(7), steps(8));
  }

  @Test
  void shouldDoEveryHarmToEveryTarget() {
    Set<Harm> harms = EnumSet.noneOf(Harm.class);
    Set<Target> targets = EnumSet.noneOf(Target.class);
    for (Step step : steps(1)) {
      for (Strike strike : step.strikes()) {
        harms.add(strike.harm());
        targets.add(strike.target());
      }
    }

    assertEquals(EnumSet.allOf(Harm.class), harms);
    assertEquals(EnumSet.allOf(Target.class), targets);
  }

  @Test
  void shouldHitATargetOnceAtATime() {
    for (Step step : steps(3)) {
      List<Target> targets =
          step.strikes().stream().flatMap(strike -> strike.targets().stream()).toList();

      assertEquals(targets.size(), Set.copyOf(targets).size(), step::toString);
    }
  }

  @Test
  void shouldLeaveTheFullDiskOutWhenThereCanBeNone() {
    Plan plan = new Plan(1, false, List.of());

    assertTrue(
        Stream.generate(plan::next)
            .limit(500)
            .flatMap(step -> step.strikes().stream())
            .noneMatch(strike -> strike.harm() == Harm.FULL_DISK));
  }

  @Test
  void shouldBeginWithWhatIsAskedFor() {
    Step asked = Step.withoutKafka(60_000);
    Plan plan = new Plan(1, true, List.of(asked));

    assertEquals(asked, plan.next());
    assertEquals(steps(1).getFirst(), plan.next());
  }

  private static List<Step> steps(long seed) {
    Plan plan = new Plan(seed, true, List.of());
    return Stream.generate(plan::next).limit(500).toList();
  }
}
