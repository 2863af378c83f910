package dev.ringfence.perf.bench;

import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.perf.report.Check;
import dev.ringfence.perf.report.Round;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** Loads one server: opens and funds its accounts, runs rounds, and checks the books at the end. */
final class ServerLoad implements AutoCloseable {
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(60);

  private final Target target;
  private final LoadSettings settings;
  private final String run;
  private final String authorization;
  private final Expectations expectations;
  private final List<Link> unaryLinks;
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong ingressRounds = new AtomicLong();

  /**
   * @param run sets request ids of this run apart from those of all other runs
   * @param firstAccountId the accounts are this one and those that follow it
   */
  ServerLoad(Target target, LoadSettings settings, String run, long firstAccountId) {
    this(target, settings, run, firstAccountId, null);
  }

  /** The same, of a client who shows who it is. */
  ServerLoad(
      Target target, LoadSettings settings, String run, long firstAccountId, String authorization) {
    this.authorization = authorization;
    this.target = target;
    this.settings = settings;
    this.run = run;
    this.expectations = new Expectations(firstAccountId, settings.accounts());
    this.unaryLinks = connect(Mode.UNARY);
  }

  Target target() {
    return target;
  }

  /** What the request ids of its commands begin with. */
  String requestPrefix() {
    return run;
  }

  /** The same load, travelling as this server can take it. */
  Scenario suited(Scenario scenario) {
    return target.sessions() ? scenario : scenario.by(Mode.UNARY);
  }

  /** Opens the accounts where they are not open yet, and deposits what the load will need. */
  void fund() {
    fund(RoundTimes.NONE);
  }

  /** The same, with somebody who is told of the answers. */
  void fund(RoundTimes times) {
    survey(Step.OPEN, (_, _) -> {}, times);
    survey(Step.DEPOSIT, (index, result) -> expectations.begin(index, result.getAccount()), times);
  }

  /** One round; the same seed draws the same accounts. */
  Round round(Scenario scenario, Duration duration, long seed) {
    return round(scenario, duration, seed, RoundTimes.NONE);
  }

  /** The same, with somebody who is told of the answers. */
  Round round(Scenario scenario, Duration duration, long seed, RoundTimes times) {
    int[] accounts = scenario.keys().draw(settings.accounts(), seed);
    if (scenario.mix() == Mix.INGRESS) {
      String prefix = run + "k" + ingressRounds.getAndIncrement() + "-";
      IngressRound payments =
          new IngressRound(
              target.kafka(), scenario.rate(), accounts, expectations, prefix, duration);
      return answeredFor(payments::run);
    }
    Workload workload = new Workload(scenario.mix(), accounts, expectations, run, requests);
    List<Link> links =
        switch (scenario.mode()) {
          case UNARY -> unaryLinks;
          case SESSION, LEAN -> connect(scenario.mode());
        };
    try (Retries retries = new Retries()) {
      return new LoadRound(
              scenario, workload, links, settings.inFlight(), duration, DRAIN_LIMIT, retries, times)
          .run();
    } finally {
      if (scenario.mode() != Mode.UNARY) {
        links.forEach(Link::close);
      }
    }
  }

  /**
   * Nobody answers a payment over Kafka. What has no effect is wrong if the server lives, which is
   * asked then.
   */
  Round answeredFor(Supplier<Round> payments) {
    try {
      return payments.get();
    } catch (WrongAnswerException missing) {
      survey(Step.READ, (_, _) -> {}, RoundTimes.NONE);
      throw missing;
    }
  }

  /** Compares what was acknowledged with what is held, by the server and by PostgreSQL. */
  List<Audit> audit() {
    Holding[] answered = new Holding[expectations.accounts()];
    survey(
        Step.READ,
        (index, result) -> answered[index] = Holding.of(result.getAccount()),
        RoundTimes.NONE);
    List<Audit> audits = new ArrayList<>();
    audits.add(Audit.of(target.label(), "server", expectations, answered));
    if (target.database() != null) {
      HeldInPostgres postgres = new HeldInPostgres(target.database(), expectations);
      audits.add(Audit.of(target.label(), "account table", expectations, postgres.accountRows()));
      audits.add(Audit.of(target.label(), "ledger", expectations, postgres.ledgerSums()));
    }
    return audits;
  }

  /** The same, for a report. */
  List<Check> check() {
    return audit().stream().map(Audit::check).toList();
  }

  @Override
  public void close() {
    unaryLinks.forEach(Link::close);
  }

  private void survey(Step step, BiConsumer<Integer, CommandResult> reader, RoundTimes times) {
    try (Retries retries = new Retries()) {
      new Survey(step, run, expectations, reader, retries, times).run(unaryLinks);
    }
  }

  private List<Link> connect(Mode mode) {
    List<Link> links = new ArrayList<>();
    for (int i = 0; i < settings.connections(); i++) {
      links.add(Link.connect(mode, target.address(), authorization));
    }
    return links;
  }
}
