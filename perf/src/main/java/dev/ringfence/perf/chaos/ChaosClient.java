package dev.ringfence.perf.chaos;

import dev.ringfence.perf.chaos.JournalEntry.Answered;
import dev.ringfence.perf.chaos.JournalEntry.Asked;
import dev.ringfence.perf.chaos.JournalEntry.Failed;
import dev.ringfence.perf.chaos.JournalEntry.GivenUp;
import dev.ringfence.perf.chaos.JournalEntry.Quiet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The clients, in a process of their own: asks at a fixed rate, whatever becomes of the answers.
 * When it was killed, its next life reads the journal and goes on with what was not answered.
 */
final class ChaosClient {
  /** Ends the load, and lets everything be answered but what was laid aside. */
  static final String QUIET = "quiet";

  /** Then lets the rest be answered. */
  static final String RESOLVE = "resolve";

  /** More would only ask in vain, time and again, and keep the engines from coming to rest. */
  private static final int MOST_ACTIVE = 300;

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Asker asker;
  private final AskSource source;
  private final int perSecond;
  private volatile boolean quiet;

  private ChaosClient(Asker asker, AskSource source, int perSecond) {
    this.asker = asker;
    this.source = source;
    this.perSecond = perSecond;
  }

  /** Arguments: journal, seed, first account, number of accounts, rate, shards, addresses. */
  static void main(String[] arguments) throws IOException, InterruptedException {
    // Ids have numbers in them, and not all countries our digits.
    Locale.setDefault(Locale.ROOT);
    Path path = Path.of(arguments[0]);
    long seed = Long.parseLong(arguments[1]);
    long firstAccountId = Long.parseLong(arguments[2]);
    int accounts = Integer.parseInt(arguments[3]);
    List<JournalEntry> past = ClientJournal.read(path);
    long firstNumber = past.stream().mapToLong(JournalEntry::number).max().orElse(-1) + 1;
    AskSource source =
        new AskSource(
            seed + firstNumber,
            firstAccountId + "-" + firstNumber,
            firstNumber,
            firstAccountId,
            accounts);
    try (ClientJournal journal = new ClientJournal(path);
        Nodes nodes =
            new Nodes(List.of(arguments).subList(6, arguments.length), intAt(arguments, 5));
        Asker asker = new Asker(nodes, journal, source)) {
      ChaosClient client = new ChaosClient(asker, source, intAt(arguments, 4));
      goOn(asker, past);
      Thread load = Thread.ofPlatform().daemon().name("chaos-load").start(client::load);
      client.obey(load);
    }
  }

  private static int intAt(String[] arguments, int index) {
    return Integer.parseInt(arguments[index]);
  }

  /** Asks again for what an earlier life has asked, and was not told. */
  private static void goOn(Asker asker, List<JournalEntry> past) {
    Map<Long, Ask> pending = new HashMap<>();
    for (JournalEntry entry : past) {
      switch (entry) {
        case Asked(Ask ask) -> pending.put(ask.number(), ask);
        case Answered(long number, Told _) -> pending.remove(number);
        case GivenUp(long number) -> pending.remove(number);
        case Failed _, Quiet _ -> {}
      }
    }
    // An attempt may have been under way when the earlier life ended: nothing is certain.
    pending.values().forEach(ask -> asker.resume(ask, false));
  }

  /** Open loop: what is overdue goes out at once, unless far too much is under way. */
  private void load() {
    long startNanos = System.nanoTime();
    long pauseNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    for (long count = 0; !quiet; count++) {
      long planned = startNanos + count * pauseNanos;
      for (long left = planned - System.nanoTime(); left > 0; left = planned - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      if (asker.active() < MOST_ACTIVE) {
        asker.ask(source.next());
      }
    }
  }

  private void obey(Thread load) throws IOException, InterruptedException {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String command = commands.readLine(); command != null; command = commands.readLine()) {
      switch (command) {
        case QUIET -> {
          quiet = true;
          load.join();
          awaitAnswers();
          say(QUIET + " " + asker.laidAside());
        }
        case RESOLVE -> {
          asker.takeUp();
          awaitAnswers();
          say(RESOLVE);
        }
        default -> throw new IllegalArgumentException("not a command: " + command);
      }
    }
  }

  /** Whoever waits for this process has a time limit. */
  private void awaitAnswers() {
    while (asker.active() > 0) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
