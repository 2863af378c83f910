package dev.ringfence.perf.chaos;

import dev.ringfence.perf.chaos.Plan.Step;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Load and faults for a while; then everything is healed, verified and compared. */
final class ChaosRound {
  private static final Duration SERVE_LIMIT = Duration.ofSeconds(90);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(90);

  private final ChaosStack stack;
  private final Probe probe;
  private final Plan plan;
  private final Clients clients;
  private final Path journal;
  private final long firstAccountId;
  private final long lastAccountId;
  private final Findings findings;
  private final Outages outages;
  private final Consumer<String> progress;
  private final Map<Target, CompletableFuture<Void>> healing = new EnumMap<>(Target.class);
  private final Kills kills;
  private final Optional<IngressOrdeal> ordeal;

  ChaosRound(
      ChaosStack stack,
      Probe probe,
      Plan plan,
      Path folder,
      ChaosSettings settings,
      int number,
      Findings findings,
      Outages outages,
      Kills kills,
      Consumer<String> progress) {
    this.stack = stack;
    this.probe = probe;
    this.plan = plan;
    this.findings = findings;
    this.outages = outages;
    this.kills = kills;
    this.progress = progress;
    firstAccountId = 1_000_000L * (number + 1);
    lastAccountId = firstAccountId + settings.accounts() - 1;
    journal = folder.resolve("round-" + number + ".journal");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                journal.toString(),
                Long.toString(settings.seed() + number),
                Long.toString(firstAccountId),
                Integer.toString(settings.accounts()),
                Integer.toString(settings.perSecond()),
                Integer.toString(ChaosSettings.SHARDS)));
    arguments.addAll(stack.clientAddresses());
    ordeal =
        settings.ingress()
            ? Optional.of(
                new IngressOrdeal(
                    stack, probe, settings, number, firstAccountId, findings, progress))
            : Optional.empty();
    clients = new Clients(folder, arguments.toArray(String[]::new));
  }

  /** Does harm until it has lasted long enough, or enough was killed in all rounds. */
  BooksReport run(Duration duration, int mostKills) throws SQLException {
    clients.start();
    try (clients) {
      if (ordeal.isPresent()) {
        ordeal.get().begin();
      }
      long endNanos = System.nanoTime() + duration.toNanos();
      while (System.nanoTime() - endNanos < 0 && kills.total() < mostKills) {
        step(plan.next());
      }
      awaitHealed(List.copyOf(healing.values()));
      return compare();
    }
  }

  private void step(Step step) throws SQLException {
    stack.lookForOwner();
    List<Inflicted> inflicted = new ArrayList<>();
    for (Strike strike : step.strikes()) {
      Inflicted.pause(strike.afterMillis());
      awaitHealed(
          strike.targets().stream().map(target -> healing.getOrDefault(target, done())).toList());
      Inflicted hit = new Inflicted(strike, System.nanoTime());
      Wound wound = inflict(strike);
      inflicted.add(hit.healLater(() -> awaitEnd(strike, wound), wound::heal));
      strike.targets().forEach(target -> healing.put(target, hit.healed()));
    }
    probe.awaitServing(SERVE_LIMIT);
    long millis = outageMillis(inflicted, System.nanoTime());
    outages.add(step.strikes(), millis);
    progress.accept("%s: serving after %,d ms".formatted(step.strikes(), millis));
    // Kafka starts slowly, and no command waits for it.
    awaitHealed(
        inflicted.stream()
            .filter(hit -> !hit.strike().target().isBehindTheCommit())
            .map(Inflicted::healed)
            .toList());
    probe.awaitServing(SERVE_LIMIT);
    if (!stack.enginesRun()) {
      throw new ChaosException("An engine has ended by itself");
    }
    Inflicted.pause(step.quietMillis());
  }

  private static long outageMillis(List<Inflicted> inflicted, long servingNanos) {
    boolean bothEngines =
        inflicted.stream()
                .flatMap(hit -> hit.strike().targets().stream())
                .filter(target -> target == Target.OWNER_ENGINE || target == Target.OTHER_ENGINE)
                .count()
            == 2;
    long outage = Long.MAX_VALUE;
    for (Inflicted hit : inflicted) {
      boolean lasted = bothEngines || hit.strike().stopsShardsUntilHealed();
      outage = Math.min(outage, servingNanos - hit.endNanos(servingNanos, lasted));
    }
    return TimeUnit.NANOSECONDS.toMillis(outage);
  }

  private Wound inflict(Strike strike) {
    if (strike.harm().isKill()) {
      kills.add(strike.harm());
    }
    if (strike.harm() == Harm.KILL_CLIENTS) {
      clients.kill();
      return clients::start;
    }
    return stack.inflict(strike);
  }

  private void awaitEnd(Strike strike, Wound wound) {
    if (strike.harm() == Harm.CRASH_ENGINE) {
      kills.addCrashPoint(wound.awaitCrash());
    } else {
      Inflicted.pause(strike.holdMillis());
    }
  }

  private BooksReport compare() throws SQLException {
    probe.awaitServing(SERVE_LIMIT);
    progress.accept("Everything is healed: " + clients.tell(ChaosClient.QUIET, ANSWER_LIMIT));
    probe.awaitServing(SERVE_LIMIT);
    Ledger whenQuiet = Ledger.read(stack.jdbcUrl(), firstAccountId, lastAccountId);
    String _ = clients.tell(ChaosClient.RESOLVE, ANSWER_LIMIT);
    Ledger ledger = Ledger.read(stack.jdbcUrl(), firstAccountId, lastAccountId);
    BooksReport report =
        new Books(whenQuiet, ledger, findings).compare(ClientJournal.read(journal));
    if (report.accepted == 0) {
      findings.add(
          "Nothing was acknowledged in this round, so nothing was tried: " + report.line());
    }
    if (ordeal.isPresent()) {
      ordeal.get().end();
    }
    new Judge(stack, findings).judge();
    return report;
  }

  private static void awaitHealed(List<CompletableFuture<Void>> all) {
    try {
      CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException e) {
      throw new ChaosException(
          "A server does not come back: %s".formatted(e.getCause().getMessage()), e);
    }
  }

  private static CompletableFuture<Void> done() {
    return CompletableFuture.completedFuture(null);
  }
}
