package dev.ringfence.perf.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

final class BenchCommandTest {
  @Test
  void shouldPlanOneLoadByDefault() {
    BenchPlan plan = plan();

    assertTrue(plan.hasOwnStack());
    assertFalse(plan.againstBaseline());
    assertFalse(plan.wholeTable());
    assertEquals(1, plan.scenarios().size());
    assertEquals(Rate.MAX, plan.scenarios().getFirst().rate());
    assertEquals(Duration.ofSeconds(10), plan.settings().duration());
    assertEquals(10_000, plan.settings().accounts());
  }

  @Test
  void shouldPlanAllLoadsOfTheTableAgainstTheBaseline() {
    BenchPlan plan = plan("--vs-baseline");

    assertEquals(Suite.scenarios(10_000), plan.scenarios());
    assertTrue(plan.wholeTable());
    assertEquals(Duration.ofSeconds(1), plan.settings().duration());
    assertEquals(Duration.ofSeconds(12), plan.settings().firstWarmup());
    assertEquals(Duration.ofMillis(400), plan.settings().warmup());
  }

  @Test
  void shouldPlanOnlyTheLoadThatWasAskedFor() {
    BenchPlan plan = plan("--vs-baseline", "--keys", "one", "--rate", "20000", "--mix=lifecycle");

    assertFalse(plan.wholeTable());
    Scenario scenario = plan.scenarios().getFirst();
    assertEquals(1, plan.scenarios().size());
    assertEquals(Keys.ONE, scenario.keys());
    assertEquals(Mix.LIFECYCLE, scenario.mix());
    assertEquals(new Rate(20_000), scenario.rate());
    assertTrue(scenario.loop().startsWith("open loop"), scenario::loop);
  }

  @Test
  void shouldHidePasswordInTheCommandThatRepeatsIt() {
    BenchPlan plan =
        plan("--target", "h:1", "--jdbc", "jdbc:postgresql://h/d?password=geheim", "--seed=7");

    assertEquals("ringfence bench --target h:1 --jdbc … --seed=7", plan.command());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--mode pigeon",
        "--rate 0",
        "--rate often",
        "--keys hot",
        "--duration 3x",
        "--duration 1ms",
        "--rounds 0",
        "--accounts 0",
        "--in-flight 0",
        "--connections 1000",
        "--vs-baseline --target h:1",
        "--jdbc jdbc:x",
        "--no-such-option"
      })
  void shouldRefuseWrongUsage(String arguments) {
    ParameterException refused =
        assertThrows(ParameterException.class, () -> plan(arguments.split(" ", -1)));

    assertFalse(refused.getMessage().isBlank());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--overload --rounds 0", "--events --accounts 0", "--part recovery --accounts 0"})
  void shouldRefuseWrongUsageOfWhatHasNoPlan(String arguments) {
    int exitCode = new CommandLine(new BenchCommand()).execute(arguments.split(" ", -1));

    assertEquals(2, exitCode);
  }

  private static BenchPlan plan(String... arguments) {
    BenchCommand command = new BenchCommand();
    new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
    return command.plan();
  }
}
