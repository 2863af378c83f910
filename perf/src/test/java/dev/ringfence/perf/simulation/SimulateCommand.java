package dev.ringfence.perf.simulation;

import dev.ringfence.gateway.cli.Defects;
import dev.ringfence.gateway.cli.Version;
import dev.ringfence.gateway.cli.WrongUsage;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The simulation from the command line. */
@Command(
    name = "ringfence simulate",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Runs the whole pipeline in one thread on a virtual clock, with servers in memory and faults"
          + " from a seed, and checks every promise.",
      "A seed that fails is made smaller and printed. Exit codes: 0 good, 1 a promise was broken,"
          + " 4 a defect of the simulation's own."
    })
final class SimulateCommand implements Callable<Integer> {
  private static final int LINES = 20;
  private static final String COMMANDS = "--commands";
  private static final String CALM = "--calm";
  private static final String SPARE = "--spare";
  private static final String TRACE = "--trace";
  private static final List<String> OF_ONE_SEED = List.of(COMMANDS, CALM, SPARE, TRACE);

  @Spec private CommandLine.Model.CommandSpec spec;

  @Option(names = "--seeds", description = "how many; default ${DEFAULT-VALUE}")
  private long seeds = 2_000;

  @Option(names = "--seed", description = "the first; default: another every time")
  private long seed = System.nanoTime() & Integer.MAX_VALUE;

  @Option(names = COMMANDS, description = "how many, with one seed")
  private int commands;

  @Option(
      names = CALM,
      split = ",",
      description = "kinds of faults to leave out, with one seed: ${COMPLETION-CANDIDATES}")
  private Set<Fault> calm = Set.of();

  @Option(
      names = SPARE,
      split = ",",
      description = "single faults to leave out, as printed, with one seed")
  private Set<String> spare = Set.of();

  @Option(names = "--mutation", description = "a defect to plant: ${COMPLETION-CANDIDATES}")
  private Mutation mutation = Mutation.NONE;

  @Option(names = TRACE, description = "prints what happens, with one seed")
  private boolean trace;

  private SimulateCommand() {}

  public static void main(String[] arguments) {
    Quiet.on();
    System.exit(Defects.run(commandLine(), arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new SimulateCommand())
        .setParameterExceptionHandler(WrongUsage::explain)
        .setExecutionExceptionHandler(Defects::confess);
  }

  @Override
  public Integer call() {
    requireSense();
    PrintWriter out = spec.commandLine().getOut();
    return seeds == 1 ? runOne(out) : runMany(out);
  }

  /** What would run nothing, or not what was asked for, must not say that all is well. */
  private void requireSense() {
    require(seeds >= 1, "--seeds must be at least 1, but is " + seeds);
    require(
        seed <= Long.MAX_VALUE - seeds, "After --seed " + seed + " there are not so many seeds");
    CommandLine.ParseResult parsed = spec.commandLine().getParseResult();
    for (String option : OF_ONE_SEED) {
      require(
          seeds == 1 || !parsed.hasMatchedOption(option),
          option + " is about one seed: name it, with --seeds 1 --seed N");
    }
    require(
        commands >= 1 || !parsed.hasMatchedOption(COMMANDS),
        "--commands must be at least 1, but is " + commands);
  }

  private void require(boolean holds, String words) {
    if (!holds) {
      throw new CommandLine.ParameterException(spec.commandLine(), words);
    }
  }

  private int runOne(PrintWriter out) {
    int count = commands == 0 ? Plan.of(seed).commands() : commands;
    Outcome outcome = Simulation.run(new Plan(seed, count, calm, spare, mutation), trace);
    outcome.trace().forEach(out::println);
    out.printf(
        "Seed %d, digest %016x: %s%n",
        seed, outcome.digest(), outcome.isGood() ? "every promise was kept" : outcome.violation());
    out.flush();
    return outcome.isGood() ? 0 : 1;
  }

  private int runMany(PrintWriter out) {
    out.printf("Seeds %d to %d%n", seed, seed + seeds - 1);
    out.flush();
    Tally tally = new Tally();
    AtomicLong done = new AtomicLong();
    long startNanos = System.nanoTime();
    Outcome failure =
        new SeedRange(seed, seeds, mutation)
            .run(
                tally,
                _ -> {
                  if (done.incrementAndGet() % Math.max(1, seeds / LINES) == 0) {
                    out.printf("%,d of %,d%n", done.get(), seeds);
                    out.flush();
                  }
                });
    out.printf(
        "%s; in %d s%n", tally, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos));
    if (failure != null) {
      out.print(new FailureReport(failure).text());
    }
    out.println(failure == null ? "Every promise was kept." : "A promise was broken.");
    out.flush();
    return failure == null ? 0 : 1;
  }
}
