package dev.ringfence.perf.simulation;

import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.model.Ask;
import dev.ringfence.journal.MemoryTables;
import dev.ringfence.journal.Rule;
import dev.ringfence.snapshotter.projection.MemoryRedis;
import dev.ringfence.snapshotter.projection.MemoryRedis.Defect;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** One run: faults until all commands are answered, then none until all is at rest, then checks. */
final class Simulation {
  private static final long MILLI = 1_000_000;
  private static final long STORM_NANOS = 40_000 * MILLI;
  private static final long PATIENCE_NANOS = 240_000 * MILLI;
  private static final long STEP_NANOS = 100 * MILLI;

  /** For so many commands of clients the bank sends one payment. */
  private static final int PAYMENT_SHARE = 5;

  private final Plan plan;
  private final Trace trace;
  private final World world;
  private final Faults faults;
  private final Servers servers;
  private final House house;
  private final SplittableRandom lives;
  private final SplittableRandom restarts;
  private final Program[] programs;
  private final int[] incarnations;
  private final List<Client> clients = new ArrayList<>();
  private final Bank bank;
  private long seats;

  private Simulation(Plan plan, boolean traced) {
    this.plan = plan;
    SplittableRandom random = new SplittableRandom(plan.seed());
    trace = new Trace(traced);
    world = new World(random.split());
    trace.clock(world);
    faults = new Faults(plan, trace);
    servers = new Servers(world, trace);
    Setup setup = Setup.of(random.split(), plan.mutation());
    SplittableRandom coins = random.split();
    MemoryTables tables =
        new MemoryTables(setup.shards(), world::nowNanos, () -> coins.nextInt(3) > 0);
    rules(plan.mutation()).forEach(tables::breakRule);
    house =
        new House(
            plan,
            setup,
            world,
            faults,
            trace,
            servers,
            tables,
            new MemoryKafka(world, setup.partitions()),
            new MemoryRedis(defects(plan.mutation())),
            new History(tables),
            new Actor("world", null),
            () -> ++seats);
    lives = random.split();
    restarts = random.split();
    programs = new Program[setup.nodes()];
    incarnations = new int[setup.nodes()];
    addClients(random.split());
    new Weather(house, random.split(), this::running).start();
    new RedisReader(house).start();
    int payments = setup.hasIngress() ? plan.commands() / PAYMENT_SHARE : 0;
    bank = new Bank(house, random.split(), payments);
  }

  /** Runs the plan, in this thread. */
  static Outcome run(Plan plan, boolean traced) {
    Simulation simulation = new Simulation(plan, traced);
    String violation = null;
    try {
      simulation.run();
    } catch (Violation found) {
      violation = found.getMessage();
    } catch (RuntimeException | AssertionError defect) {
      StringWriter stack = new StringWriter();
      defect.printStackTrace(new PrintWriter(stack));
      violation = stack.toString();
    }
    return simulation.outcome(violation);
  }

  private void run() {
    trace.add("%s", house.setup());
    for (int index = 0; index < programs.length; index++) {
      start(index);
    }
    clients.forEach(Client::start);
    bank.start();
    long stormEnds = world.nowNanos() + STORM_NANOS;
    while (world.nowNanos() < stormEnds && !clients.stream().allMatch(Client::isFinished)) {
      world.pass(STEP_NANOS);
    }
    heal();
    Rest rest = new Rest(house, clients, bank);
    long latest = world.nowNanos() + PATIENCE_NANOS;
    while (rest.missing(running()) != null) {
      if (world.nowNanos() >= latest) {
        new FinalCheck(house).checkTables();
        throw new Violation(
            "After %d s without faults %s"
                .formatted(PATIENCE_NANOS / MILLI / 1_000, rest.missing(running())));
      }
      world.pass(STEP_NANOS);
    }
    List<Seat> serving = new ArrayList<>();
    for (int shardId = 0; shardId < house.setup().shards(); shardId++) {
      serving.add(Rest.serving(running(), shardId).getFirst());
    }
    new FinalCheck(house).run(serving);
    bank.check();
  }

  private void heal() {
    faults.heal();
    servers.bringBack();
    for (Program program : running()) {
      program.node().jumpClock(0);
    }
  }

  private List<Program> running() {
    return Arrays.stream(programs)
        .filter(program -> program != null && program.node().isAlive())
        .toList();
  }

  private void start(int index) {
    incarnations[index]++;
    String name = "node-" + (char) ('a' + index);
    Node node = new Node(name, world, faults, trace, () -> restartLater(index));
    trace.add("%s starts", name);
    programs[index] = new Program(house, node, lives.split());
    programs[index].start();
  }

  private void restartLater(int index) {
    long nanos = (10 + restarts.nextInt(restarts.nextBoolean() ? 400 : 4_000)) * MILLI;
    world.after(nanos, house.outside(), () -> start(index));
  }

  private void addClients(SplittableRandom random) {
    Network network = new Network(world, faults, random.split(), this::running);
    List<String> orders = new ArrayList<>();
    int count = house.setup().clients();
    for (int index = 0; index < count; index++) {
      SplittableRandom thoughts = random.split();
      Asks asks = new Asks(thoughts, house.setup().accounts(), orders);
      List<Ask> script = new ArrayList<>();
      for (long account = 1L + index; account <= house.setup().accounts(); account += count) {
        for (int step = 0; step < 3; step++) {
          script.add(asks.first(account, step));
        }
      }
      int commands = plan.commands() / count + (index < plan.commands() % count ? 1 : 0);
      clients.add(
          new Client(
              "client-" + index,
              world,
              network,
              house.history(),
              trace,
              asks,
              random.split(),
              plan.mutation(),
              script,
              commands));
    }
  }

  private Outcome outcome(String violation) {
    long digest = world.nowNanos();
    int effects = 0;
    for (int shardId = 0; shardId < house.setup().shards(); shardId++) {
      for (Effect effect : house.tables().shard(shardId).ledger()) {
        digest = digest * 31 + effect.fingerprint() + effect.timeMillis();
        effects++;
      }
    }
    return new Outcome(
        plan,
        violation,
        trace.lines(),
        faults.fired(),
        faults.crashes(),
        house.history().questions().size(),
        effects,
        faults.journalCalls(),
        faults.journalFailures(),
        faults.journalLies(),
        house.history().forgottenRefusals(),
        digest);
  }

  private static Set<Rule> rules(Mutation mutation) {
    return switch (mutation) {
      case CURSOR_BEFORE_FLUSH -> EnumSet.of(Rule.CURSOR_BEHIND);
      case NO_EPOCH_CHECK -> EnumSet.of(Rule.EPOCH);
      case NO_BATCH_NUMBER_CHECK -> EnumSet.of(Rule.BATCH_NUMBER, Rule.ROW_LOCK);
      case DOUBLE_APPLY_AFTER_UNKNOWN -> EnumSet.of(Rule.BATCH_TOLD);
      case REQUEST_ID_NOT_UNIQUE -> EnumSet.of(Rule.UNIQUE_REQUEST);
      case EXPIRY_TWICE -> EnumSet.of(Rule.ENDED_ROW);
      case NO_OUTBOX_ROW -> EnumSet.of(Rule.OUTBOX_ROW);
      default -> EnumSet.noneOf(Rule.class);
    };
  }

  private static Set<Defect> defects(Mutation mutation) {
    return switch (mutation) {
      case NO_VERSION_GUARD -> EnumSet.of(Defect.NO_GUARD);
      case FLUSH_UNNOTICED -> EnumSet.of(Defect.MARKER_OUTLIVES_FLUSH);
      case OFFSETS_BEFORE_REDIS -> EnumSet.of(Defect.LOSES_WRITES);
      default -> EnumSet.noneOf(Defect.class);
    };
  }
}
