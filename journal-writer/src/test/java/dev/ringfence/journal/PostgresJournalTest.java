package dev.ringfence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import dev.ringfence.engine.shard.CommitOutcome;
import dev.ringfence.journal.testing.LogLines;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresJournalTest {
  private static final String OWNER = "tester";

  private final MemoryTables tables = new MemoryTables(1, System::nanoTime, () -> true);
  private final MemoryPostgres postgres =
      new MemoryPostgres(tables, Mishaps.NONE, new NoWaiting(), new Random(1));
  private final ShardRegistry registry = postgres.registry(LeaseConfig.DEFAULT);
  private final List<MemoryLink> links = new ArrayList<>();
  private ShardOwnership ownership;

  @BeforeEach
  void take() throws SQLException {
    ownership = registry.tryAcquire(0, OWNER).orElseThrow();
  }

  @Test
  void shouldCutItsLinkWhenTheEpochCannotBeRaised() {
    SQLException ended = new SQLException("terminating connection", "57P01");

    SQLException failure = assertThrows(SQLException.class, () -> open(new FailingRaise(ended)));

    assertSame(ended, failure);
    assertEquals(List.of(), openLinks());
  }

  @Test
  void shouldCutItsLinkWhenItMeetsADefect() {
    IllegalStateException defect = new IllegalStateException("a defect");

    assertSame(
        defect, assertThrows(IllegalStateException.class, () -> open(new FailingRaise(defect))));

    assertEquals(List.of(), openLinks());
  }

  @Test
  void shouldCutItsLinkWhenAnotherHasTheShard() throws SQLException {
    assertTrue(registry.tryAcquire(0, OWNER).isPresent());

    assertThrows(RefusedStartException.class, () -> open(Mishaps.NONE));

    assertEquals(List.of(), openLinks());
  }

  @Test
  void shouldKeepItsLinkUntilItIsClosed() throws SQLException {
    try (PostgresJournal journal = open(Mishaps.NONE)) {
      assertEquals(List.of(journal.link()), openLinks());
    }

    assertEquals(List.of(), openLinks());
  }

  @Test
  void shouldSayWhatKeepsItFromWritingWheneverThatChanges() throws SQLException {
    LogLines lines = new LogLines(PostgresJournal.class, Level.WARN);
    Deque<SQLException> failures =
        new ArrayDeque<>(
            List.of(
                new SQLException("terminating connection", "57P01"),
                new SQLException("wrong password", "28P01"),
                new SQLException("wrong password", "28P01")));
    JournalHealth health = new JournalHealth(1);
    List<String> causes = new ArrayList<>();

    try (lines;
        PostgresJournal journal =
            PostgresJournal.open(
                () -> new MemoryLink(tables, new FailingCommit(failures)),
                ownership,
                JournalConfig.DEFAULT,
                health,
                new SleeplessTime(() -> causes.add(health.cause(0))))) {
      ScriptedShard shard = new ScriptedShard(0);
      shard.begin().open(42);

      assertSame(CommitOutcome.COMMITTED, journal.commit(shard.seal()));
    }

    assertEquals(
        List.of(
            "Shard 0 can't write to PostgreSQL, trying on: SQLSTATE 57P01, terminating connection",
            "Shard 0 can't write to PostgreSQL, trying on: SQLSTATE 28P01, wrong password"),
        lines.said());
    assertEquals("SQLSTATE 28P01, wrong password", causes.getLast());
  }

  private PostgresJournal open(Mishaps mishaps) throws SQLException {
    return PostgresJournal.open(
        () -> {
          MemoryLink link = new MemoryLink(tables, mishaps);
          links.add(link);
          return link;
        },
        ownership,
        JournalConfig.DEFAULT,
        new JournalHealth(1),
        JournalTime.SYSTEM);
  }

  private List<MemoryLink> openLinks() {
    return links.stream().filter(link -> !link.isClosed()).toList();
  }

  /** Connects well, and then fails. */
  private record FailingRaise(Exception failure) implements Mishaps {
    @Override
    public <T> T call(Point point, Call<T> call) throws SQLException {
      if (point != Point.RAISE) {
        return call.run();
      }
      if (failure instanceof SQLException refused) {
        throw refused;
      }
      throw (RuntimeException) failure;
    }
  }

  /** The commits fail one after the other, until there is nothing left to fail with. */
  private record FailingCommit(Deque<SQLException> failures) implements Mishaps {
    @Override
    public <T> T call(Point point, Call<T> call) throws SQLException {
      if (point == Point.COMMIT && !failures.isEmpty()) {
        throw failures.removeFirst();
      }
      return call.run();
    }
  }

  /** Somebody looks during each pause, which takes no time. */
  private record SleeplessTime(Runnable look) implements JournalTime {
    @Override
    public long nanoTime() {
      return 0;
    }

    @Override
    public void sleepMillis(long millis) {
      look.run();
    }

    @Override
    public long random(long bound) {
      return 0;
    }
  }

  private static final class NoWaiting implements MemoryPostgres.Waiting {
    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    public void sleepMillis(long millis) {
      throw new AssertionError("nothing here waits");
    }
  }
}
