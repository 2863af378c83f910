package dev.ringfence.perf.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
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
        "--target a",
        "--target a:70000",
        "--target http://a:1",
        "--target h:1,i:1",
        "--target h:1 --kafka h:1,i",
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
    assertEquals(2, execute(new StringWriter(), arguments.split(" ", -1)));
  }

  /** It was a defect, with a stack trace, once a channel was made of it. */
  @Test
  void shouldRefuseATargetThatIsNoAddress() {
    StringWriter err = new StringWriter();

    assertEquals(2, execute(err, "--target", "a b:1"));
    assertTrue(err.toString().startsWith("--target must be HOST:PORT, not 'a b:1'"), err::toString);
  }

  /** Each of them ran, and left out what it does not take. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--overload --target h:1",
        "--overload --report out",
        "--overload --vs-baseline",
        "--overload --events",
        "--overload --first-warmup 1s",
        "--events --target h:1",
        "--events --rate 500",
        "--events --part commit",
        "--part commit --rate 500",
        "--part commit --keys one",
        "--part commit --target h:1",
        "--part decisions,memory --accounts 500",
        "--part recovery --rounds 2"
      })
  void shouldRefuseOptionsThatWouldBeLeftOut(String arguments) {
    String[] words = arguments.split(" ", -1);
    StringWriter err = new StringWriter();

    assertEquals(2, execute(err, words));
    assertTrue(err.toString().startsWith(words[0] + " does not take --"), err::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--overload --accounts 300 --duration 1s --seed 2",
        "--events --duration 4s --rounds 3 --first-warmup 30s --warmup 3s --json f",
        "--part commit,recovery --accounts 1000 --report out",
        "--target h:1 --kafka h:2,[::1]:3 --mix ingress --rate 1000"
      })
  void shouldTakeTheOptionsOfEachKind(String arguments) {
    CommandLine commands = new CommandLine(new BenchCommand());
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    CommandLine.ParseResult parsed = commands.parseArgs(arguments.split(" ", -1));
    Kind kind =
        Kind.of(
            parsed.hasMatchedOption("--overload"),
            parsed.hasMatchedOption("--events"),
            parsed.matchedOptionValue("--part", Set.<Part>of()));

    kind.require(parsed.matchedOptions().stream().map(OptionSpec::longestName));
  }

  /** What is exported for one server says nothing of a stack that is made for the bench. */
  @Test
  void shouldTakeTheDatabaseOfTheEnvironmentForATargetOnly() {
    Map<String, String> environment = Map.of("RINGFENCE_BENCH_JDBC", "jdbc:x");

    assertNull(plan(environment).jdbcUrl());
    assertEquals("jdbc:x", plan(environment, "--target", "h:1").jdbcUrl());
    assertEquals("jdbc:y", plan(environment, "--target", "h:1", "--jdbc", "jdbc:y").jdbcUrl());
  }

  @Test
  void shouldGiveTheTailsOfTheTableEnoughRequests() {
    BenchPlan plan = plan("--vs-baseline");

    assertEquals(Duration.ofSeconds(1), plan.durationOf(plan.scenarios().getFirst()));
    assertEquals(Duration.ofSeconds(4), plan.durationOf(Suite.watched()));
    assertEquals(
        Duration.ofSeconds(12), plan("--vs-baseline", "--rounds=1").durationOf(Suite.watched()));
    assertEquals(
        Duration.ofSeconds(2), plan("--vs-baseline", "--duration=2s").durationOf(Suite.watched()));
  }

  private static BenchPlan plan(String... arguments) {
    return plan(Map.of(), arguments);
  }

  private static BenchPlan plan(Map<String, String> environment, String... arguments) {
    BenchCommand command = new BenchCommand();
    new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
    return command.plan(environment);
  }

  private static int execute(StringWriter err, String... arguments) {
    return new CommandLine(new BenchCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
