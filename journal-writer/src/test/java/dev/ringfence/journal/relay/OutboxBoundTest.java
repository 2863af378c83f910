package dev.ringfence.journal.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class OutboxBoundTest {
  private final List<String> told = new ArrayList<>();
  private final OutboxBound bound =
      new OutboxBound(
          new PGSimpleDataSource(),
          2,
          1_000,
          new RelayMetrics() {
            @Override
            public void onOutboxFull(int shardId, boolean full) {
              told.add(shardId + " " + full);
            }
          });

  @AfterEach
  void close() {
    bound.close();
  }

  @Test
  void shouldBeFullAtTheLimitAndOnlyThatShard() {
    bound.take(1, 999);
    assertFalse(bound.isAnyFull());

    bound.take(1, 1_000);

    assertTrue(bound.isFull(1));
    assertFalse(bound.isFull(0));
    assertTrue(bound.isAnyFull());
    assertEquals(1_000, bound.backlog());
  }

  @Test
  void shouldOpenAgainOnlyWhenATenthIsFree() {
    bound.take(0, 5_000);
    bound.take(0, 901);
    assertTrue(bound.isFull(0));

    bound.take(0, 900);

    assertFalse(bound.isFull(0));
    assertEquals(List.of("0 true", "0 false"), told);
  }

  @Test
  void shouldIgnoreShardsThatItDoesNotKnow() {
    bound.take(2, 5_000);

    assertFalse(bound.isAnyFull());
  }

  @Test
  void shouldLookOnWhenALookMetAnError() throws InterruptedException {
    BrokenDataSource broken = new BrokenDataSource();
    try (OutboxBound looking = new OutboxBound(broken, 1, 1, new RelayMetrics() {})) {
      looking.start();

      assertTrue(broken.looks.await(1, TimeUnit.MINUTES), "it went silent");
    }
  }

  private static final class BrokenDataSource extends PGSimpleDataSource {
    private static final long serialVersionUID = 1;

    private final transient CountDownLatch looks = new CountDownLatch(2);

    @Override
    public Connection getConnection() {
      looks.countDown();
      throw new StackOverflowError("planned");
    }
  }
}
