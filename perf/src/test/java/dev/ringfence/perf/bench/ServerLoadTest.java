package dev.ringfence.perf.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.perf.report.Round;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ServerLoadTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  /** For what ends by itself, however slow the machine. */
  private static final Duration LONG = Duration.ofSeconds(20);

  private static final LoadSettings SETTINGS =
      new LoadSettings(20, SHORT, Duration.ZERO, Duration.ZERO, 1, 2, 8, 1);
  private static final Rate FAST = new Rate(2_000);

  /** Payments come out of Kafka, which a server in memory does not read. */
  @ParameterizedTest
  @EnumSource(value = Mix.class, names = "INGRESS", mode = EnumSource.Mode.EXCLUDE)
  void shouldAgreeWithRightServerInClosedLoop(Mix mix) throws Exception {
    try (MemoryServer server = new MemoryServer(Mischief.NONE);
        ServerLoad load = load(server)) {
      load.fund();

      Round round = load.round(scenario(mix, Keys.UNIFORM, Rate.MAX), SHORT, 1);

      assertTrue(round.accepted() + round.refused() > 100, () -> "so few: " + round);
      assertEquals(mix == Mix.REFUSE, round.accepted() == 0);
      assertEquals(mix == Mix.REFUSE, round.refused() > 0);
      assertAgrees(load.audit());
    }
  }

  @Test
  void shouldAgreeWithRightServerWhenTheSenderIsLean() throws Exception {
    try (MemoryServer server = new MemoryServer(Mischief.NONE);
        ServerLoad load = load(server)) {
      load.fund();

      Round closed = load.round(lean(Rate.MAX), SHORT, 1);
      Round open = load.round(lean(FAST), SHORT, 1);

      assertTrue(closed.accepted() > 100, () -> "so few: " + closed);
      assertEquals(600, open.latency().getTotalCount());
      assertAgrees(load.audit());
    }
  }

  @ParameterizedTest
  @EnumSource(Keys.class)
  void shouldSendAllThatWasPlannedInOpenLoop(Keys keys) throws Exception {
    try (MemoryServer server = new MemoryServer(Mischief.NONE);
        ServerLoad load = load(server)) {
      load.fund();

      Round round = load.round(scenario(Mix.RESERVE, keys, FAST), SHORT, 1);

      assertEquals(600, round.latency().getTotalCount());
      assertAgrees(load.audit());
    }
  }

  /** They are the coldest ones of all. */
  @Test
  void shouldCountTheCallsThatOpenAndFundItsAccounts() throws Exception {
    try (MemoryServer server = new MemoryServer(Mischief.NONE);
        ServerLoad load = load(server)) {
      FirstCalls opening = new FirstCalls();
      load.fund(opening);

      Round round = opening.before(load.round(scenario(Mix.RESERVE, Keys.ONE, FAST), SHORT, 1));

      assertEquals(2 * SETTINGS.accounts() + 600, round.latency().getTotalCount());
      assertTrue(round.accepted() <= 600, round::toString);
    }
  }

  @Test
  void shouldLoadAccountsThatAreOpenAlready() throws Exception {
    try (MemoryServer server = new MemoryServer(Mischief.NONE)) {
      for (int run = 0; run < 2; run++) {
        try (ServerLoad load = load(server)) {
          load.fund();
          load.round(scenario(Mix.LIFECYCLE, Keys.UNIFORM, FAST), SHORT, 1);
          assertAgrees(load.audit());
        }
      }
    }
  }

  @Test
  void shouldAskAgainWhenAnswersAreLost() throws Exception {
    try (MemoryServer server = new MemoryServer(Mischief.LOSES_ANSWERS);
        ServerLoad load = load(server)) {
      load.fund();

      Round round = load.round(scenario(Mix.RESERVE, Keys.UNIFORM, FAST), SHORT, 1);

      assertEquals((600 - round.unsent()) / 50, round.unknown());
      assertEquals(600, round.latency().getTotalCount());
      assertAgrees(load.audit());
    }
  }

  @Test
  void shouldCountWhatIsShedAsNoEffect() throws Exception {
    try (MemoryServer server = new MemoryServer(Mischief.SHEDS);
        ServerLoad load = load(server)) {
      load.fund();

      Round round = load.round(scenario(Mix.LIFECYCLE, Keys.UNIFORM, FAST), SHORT, 1);

      assertEquals((600 - round.unsent()) / 50, round.shed());
      assertAgrees(load.audit());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mischief.class,
      names = {"FORGETS", "DOUBLES", "LOSES_ANSWERS_AND_REPEATS"})
  void shouldFindMiscount(Mischief mischief) throws Exception {
    try (MemoryServer server = new MemoryServer(mischief);
        ServerLoad load = load(server)) {
      load.fund();
      load.round(scenario(Mix.RESERVE, Keys.UNIFORM, FAST), SHORT, 1);

      List<Audit> audits = load.audit();

      assertFalse(audits.getFirst().agrees());
      assertTrue(audits.getFirst().line().contains("MISMATCH"), audits.getFirst()::line);
    }
  }

  @Test
  void shouldFailWhenNewRequestIsCalledReplayed() throws Exception {
    assertWrong(Mischief.PRETENDS_REPLAY, Mix.RESERVE, "marked replayed");
  }

  @Test
  void shouldFailWhenSoldOutAccountGrants() throws Exception {
    assertWrong(Mischief.GRANTS_EVERYTHING, Mix.REFUSE, "grants what the account does not have");
  }

  /** Refusals are quick: they would be the best reserves ever measured. */
  @Test
  void shouldFailWhenWhatIsCoveredIsRefused() throws Exception {
    assertWrong(Mischief.REFUSES_EVERYTHING, Mix.RESERVE, "though nothing speaks against it");
  }

  @Test
  void shouldStopWhenServerRefusesToTalk() throws Exception {
    try (MemoryServer server = new MemoryServer(Mischief.REFUSES_CALLS);
        ServerLoad load = load(server)) {
      load.fund();

      UnreachableException stopped =
          assertThrows(
              UnreachableException.class,
              () -> load.round(scenario(Mix.RESERVE, Keys.UNIFORM, Rate.MAX), LONG, 1));

      assertTrue(stopped.getMessage().contains("PERMISSION_DENIED"), stopped::getMessage);
    }
  }

  @ParameterizedTest
  @CsvSource({"NONE, WrongAnswerException", "REFUSES_CALLS, UnreachableException"})
  void shouldCallPaymentsWithoutEffectWrongOnlyIfTheServerAnswers(Mischief mischief, String failure)
      throws Exception {
    try (MemoryServer server = new MemoryServer(mischief);
        ServerLoad load = load(server)) {
      load.fund();

      RuntimeException failed =
          assertThrows(
              RuntimeException.class,
              () ->
                  load.answeredFor(
                      () -> {
                        throw new WrongAnswerException("1 of 2 payments had no effect");
                      }));

      assertEquals(failure, failed.getClass().getSimpleName());
    }
  }

  private static void assertWrong(Mischief mischief, Mix mix, String words) throws Exception {
    try (MemoryServer server = new MemoryServer(mischief);
        ServerLoad load = load(server)) {
      load.fund();

      WrongAnswerException wrong =
          assertThrows(
              WrongAnswerException.class,
              () -> load.round(scenario(mix, Keys.UNIFORM, Rate.MAX), SHORT, 1));

      assertTrue(wrong.getMessage().contains(words), wrong::getMessage);
    }
  }

  private static ServerLoad load(MemoryServer server) {
    return new ServerLoad(server.target(), SETTINGS, "t" + System.nanoTime() + "-", 1);
  }

  private static Scenario scenario(Mix mix, Keys keys, Rate rate) {
    return new Scenario("test", "test", Mode.UNARY, mix, keys, rate);
  }

  private static Scenario lean(Rate rate) {
    return scenario(Mix.LIFECYCLE, Keys.UNIFORM, rate).by(Mode.LEAN);
  }

  private static void assertAgrees(List<Audit> audits) {
    audits.forEach(audit -> assertTrue(audit.agrees(), audit::line));
  }
}
