package dev.ringfence.perf.bench;

import dev.ringfence.perf.baseline.BaselineVariant;
import dev.ringfence.perf.report.Check;
import dev.ringfence.perf.report.Comparison;
import dev.ringfence.perf.report.Line;
import dev.ringfence.perf.report.Machine;
import dev.ringfence.perf.report.Report;
import dev.ringfence.perf.report.Round;
import dev.ringfence.perf.report.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Starts what a plan needs, runs it, and tells what was found. */
final class Bench {
  /** Far from the ids that people give: a bench on a shared server must not meet their accounts. */
  private static final long FIRST_ACCOUNT_ID = 1_000_000_001L;

  private static final int ACCOUNTS_OF_FIRST_SECOND = 10;
  private static final Duration WATCHED_WARMUP = Duration.ofSeconds(5);

  private final BenchPlan plan;
  private final Progress progress;
  private final String run = Long.toString(System.currentTimeMillis(), 36) + "-";

  private boolean complete = true;

  /** The stack that is loaded; null where it is somebody else's. */
  private DevProcess dev;

  Bench(BenchPlan plan, Progress progress) {
    this.plan = plan;
    this.progress = progress;
  }

  /** Whether all that was planned could be measured. */
  boolean isComplete() {
    return complete;
  }

  Report run() {
    Instant at = Instant.now();
    Machine machine = Machine.here();
    StolenTime stolen = StolenTime.fromNow();
    List<Comparison> comparisons = new ArrayList<>();
    List<Check> checks = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    Map<String, List<Line>> lines = new LinkedHashMap<>();
    if (plan.wholeTable()) {
      runParts(lines, comparisons, checks, notes);
    }
    runScenarios(comparisons, checks, notes);
    if (plan.wholeTable()) {
      try {
        runFirstSecond(comparisons, checks);
      } catch (UnreachableException e) {
        // What was measured before must not be lost with it.
        complete = false;
        notes.add("The first second could not be measured: " + e.getMessage());
      }
    }
    notes.addAll(Notes.on(machine, comparisons));
    stolen.tell(notes);
    lines.putAll(Goals.byName(comparisons));
    return new Report(
        at, plan.command(), machine, Suite.inOrder(lines), comparisons, checks, notes);
  }

  /** Before all else, so that it has the machine for itself. */
  private void runParts(
      Map<String, List<Line>> lines,
      List<Comparison> comparisons,
      List<Check> checks,
      List<String> notes) {
    PartBench parts = new PartBench(EnumSet.allOf(Part.class), PartSettings.quick(), progress);
    parts.run();
    complete &= parts.isComplete();
    lines.putAll(parts.lines());
    comparisons.addAll(parts.comparisons());
    checks.addAll(parts.checks());
    notes.addAll(parts.notes());
  }

  private void runScenarios(List<Comparison> comparisons, List<Check> checks, List<String> notes) {
    try (Opened opened = new Opened()) {
      List<ServerLoad> servers = new ArrayList<>();
      for (Target target : targets(opened)) {
        ServerLoad server = new ServerLoad(target, plan.settings(), run, FIRST_ACCOUNT_ID);
        servers.add(opened.add(server));
      }
      BenchRun benchRun = new BenchRun(servers, plan.settings(), progress);
      benchRun.fund();
      for (Scenario scenario : plan.scenarios()) {
        comparisons.add(benchRun.compare(scenario, plan.durationOf(scenario)));
      }
      if (plan.wholeTable()) {
        LoadSettings settings = plan.settings().withDuration(plan.durationOf(Suite.watched()));
        WatchedRounds watched = new WatchedRounds(dev, servers.getFirst(), settings, progress);
        watched.run(Mode.UNARY, WATCHED_WARMUP);
        comparisons.addAll(watched.untilSeen());
      }
      notes.addAll(benchRun.notes());
      checks.addAll(benchRun.check());
    }
  }

  private List<Target> targets(Opened opened) {
    List<Target> targets = new ArrayList<>();
    String jdbcUrl = plan.jdbcUrl();
    if (plan.hasOwnStack()) {
      progress.say("Starting a local stack");
      dev = opened.add(DevProcess.start());
      targets.add(dev.target());
      jdbcUrl = dev.jdbcUrl();
    } else {
      targets.add(
          new Target(
              "ringfence",
              plan.address(),
              true,
              null,
              jdbcUrl == null ? null : new Target.Database(jdbcUrl, "public"),
              plan.kafka()));
    }
    if (plan.againstBaseline()) {
      for (BaselineVariant variant : BaselineVariant.values()) {
        progress.say("Starting the baseline, " + variant.label());
        targets.add(opened.add(BaselineProcess.start(variant, jdbcUrl)).target());
      }
    }
    return targets;
  }

  /** The client is warm by now, so that only the server's own first second is measured. */
  private void runFirstSecond(List<Comparison> comparisons, List<Check> checks) {
    LoadSettings few = plan.settings().withAccounts(ACCOUNTS_OF_FIRST_SECOND);
    Scenario scenario = Suite.firstSecond();
    progress.say("Starting a fresh local stack");
    try (Opened opened = new Opened()) {
      DevProcess fresh = opened.add(DevProcess.start());
      ServerLoad server = opened.add(new ServerLoad(fresh.target(), few, run, FIRST_ACCOUNT_ID));
      FirstCalls opening = new FirstCalls();
      server.fund(opening);
      Round round = opening.before(server.round(scenario, Duration.ofSeconds(1), few.seed()));
      Series series = new Series(fresh.target().label(), List.of(round), List.of());
      comparisons.add(
          new Comparison(
              scenario.name(),
              scenario.title(),
              true,
              scenario.loop() + "; the calls before it that open and fund its accounts count, too",
              List.of(series)));
      checks.addAll(server.check());
    }
  }

  /** Closes what was opened, last first. */
  private static final class Opened implements AutoCloseable {
    private final Deque<AutoCloseable> resources = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T resource) {
      resources.push(resource);
      return resource;
    }

    @Override
    public void close() {
      for (AutoCloseable resource : resources) {
        try {
          resource.close();
        } catch (Exception e) {
          throw new IllegalStateException("cannot close " + resource, e);
        }
      }
    }
  }
}
