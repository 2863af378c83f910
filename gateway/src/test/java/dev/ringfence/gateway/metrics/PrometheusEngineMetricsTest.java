package dev.ringfence.gateway.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandType;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.shard.Admission;
import dev.ringfence.engine.shard.CommitOutcome.Fenced;
import dev.ringfence.engine.shard.ShardStatus;
import dev.ringfence.journal.testing.LogLines;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PrometheusEngineMetricsTest {
  private static final long MILLISECOND = 1_000_000;

  private final MetricsPage page = new MetricsPage(2);
  private final PrometheusEngineMetrics metrics = page.engineMetrics();

  @Test
  void shouldShowQuantilesOfEachStage() {
    for (int millis = 1; millis <= 1_000; millis++) {
      answer(1, CommandType.RESERVE, Reason.NONE, millis * MILLISECOND);
    }

    assertEquals(0.5, sample("ringfence_stage_seconds", "queue", "0.5"), 0.01);
    assertEquals(0.99, sample("ringfence_stage_seconds", "queue", "0.99"), 0.02);
    assertEquals(0.999, sample("ringfence_stage_seconds", "queue", "0.999"), 0.02);
    assertEquals(0.002, sample("ringfence_stage_seconds", "commit", "0.99"), 0.0001);
    assertEquals(0.003, sample("ringfence_stage_seconds", "reply", "0.99"), 0.0001);
    assertEquals(0.505, sample("ringfence_stage_seconds", "total", "0.5"), 0.01);
  }

  @Test
  void shouldKeepQuantilesAcrossScrapes() {
    answer(1, CommandType.RESERVE, Reason.NONE, 7 * MILLISECOND);

    String unused = page.text();

    assertFalse(unused.isEmpty());
    assertEquals(0.007, sample("ringfence_stage_seconds", "queue", "0.5"), 0.0001);
  }

  @Test
  void shouldCountAnswersByTypeAndReason() {
    answer(0, CommandType.RESERVE, Reason.NONE, MILLISECOND);
    answer(0, CommandType.RESERVE, Reason.NONE, MILLISECOND);
    answer(0, CommandType.RESERVE, Reason.INSUFFICIENT_BALANCE, MILLISECOND);

    assertEquals(2, sample("ringfence_answers_total", "RESERVE", "\"NONE\""));
    assertEquals(1, sample("ringfence_answers_total", "RESERVE", "INSUFFICIENT_BALANCE"));
    assertFalse(page.text().contains("DEPOSIT"));
  }

  @Test
  void shouldCountOnWhenScrapedInBetween() {
    answer(0, CommandType.RESERVE, Reason.NONE, MILLISECOND);
    assertEquals(1, sample("ringfence_answers_total", "RESERVE"));

    answer(0, CommandType.RESERVE, Reason.NONE, MILLISECOND);

    assertEquals(2, sample("ringfence_answers_total", "RESERVE"));
  }

  @Test
  void shouldRegisterNothingTwiceWhenItIsScrapedAgain() {
    try (LogLines lines = new LogLines(MeterRegistry.class, Level.DEBUG)) {
      answer(0, CommandType.RESERVE, Reason.NONE, MILLISECOND);

      assertFalse(page.text().isEmpty());
      assertFalse(page.text().isEmpty());
      assertEquals(List.of(), lines.said());
    }
  }

  @Test
  void shouldShowLookUpsAndACrowdedFilter() {
    assertEquals(0, sample("ringfence_filter_crowded", "shard=\"1\""));

    metrics.onLookUp(1, 3);
    metrics.onLookUp(1, 4);
    metrics.onCrowdedFilter(1);
    metrics.onCrowdedFilter(1);

    assertEquals(7, sample("ringfence_refusals_looked_up_total", "shard=\"1\""));
    assertEquals(1, sample("ringfence_filter_crowded", "shard=\"1\""));
    assertEquals(0, sample("ringfence_filter_crowded", "shard=\"0\""));
  }

  @Test
  void shouldShowBatchesRefusalsAndStatus() {
    metrics.onBatch(1, 10, 8, 3 * MILLISECOND);
    metrics.onNotAdmitted(1, Admission.FULL);
    metrics.onClockJump(1, 5_000, false);
    metrics.onClockJump(1, 5_000, true);
    metrics.onClockBehind(1, 7_000);
    metrics.onFenced(1, Fenced.halt("as the test wants it"));
    metrics.onStatus(1, ShardStatus.FENCED, "as the test wants it");

    assertEquals(1, sample("ringfence_batches_total", "shard=\"1\""));
    assertEquals(10, sample("ringfence_batch_commands_total", "shard=\"1\""));
    assertEquals(8, sample("ringfence_batch_effects_total", "shard=\"1\""));
    assertEquals(0.003, sample("ringfence_batch_commit_seconds_total", "shard=\"1\""), 1e-9);
    assertEquals(1, sample("ringfence_not_admitted_total", "admission=\"FULL\"", "shard=\"1\""));
    assertEquals(0, sample("ringfence_not_admitted_total", "NOT_SERVING", "shard=\"1\""));
    assertEquals(1, sample("ringfence_clock_jumps_total", "shard=\"1\""));
    assertEquals(7_000, sample("ringfence_clock_behind_milliseconds", "shard=\"1\""));
    assertEquals(1, sample("ringfence_fences_total", "HALT", "shard=\"1\""));
    assertEquals(0, sample("ringfence_fences_total", "RETAKE", "shard=\"1\""));
    assertEquals(1, sample("ringfence_shard_status", "FENCED", "shard=\"1\""));
    assertEquals(0, sample("ringfence_shard_status", "STARTING", "shard=\"1\""));
    assertEquals(1, sample("ringfence_shard_status", "STARTING", "shard=\"0\""));
  }

  @Test
  void shouldSurviveTimesThatMakeNoSense() {
    answer(1, CommandType.RESERVE, Reason.NONE, -5 * MILLISECOND);
    answer(1, CommandType.RESERVE, Reason.NONE, 3_600_000 * MILLISECOND);

    assertTrue(sample("ringfence_stage_seconds", "queue", "0.999") >= 59);
  }

  /** Queue as told, commit 2 ms, reply 3 ms. */
  private void answer(int shardId, CommandType type, Reason reason, long queueNanos) {
    long receivedNanos = 123;
    Command command = new Command().type(type).receivedNanos(receivedNanos);
    command.answer().clear();
    command.answer().reason(reason);
    long decidedNanos = receivedNanos + queueNanos;
    metrics.onAnswered(
        shardId,
        command,
        decidedNanos,
        decidedNanos + 2 * MILLISECOND,
        decidedNanos + 5 * MILLISECOND);
  }

  /** The value of the only line that has all the parts, or of shard 1's where both have one. */
  private double sample(String name, String... parts) {
    List<String> lines =
        page.text()
            .lines()
            .filter(line -> line.startsWith(name + "{"))
            .filter(line -> List.of(parts).stream().allMatch(line::contains))
            .toList();
    assertFalse(lines.isEmpty(), () -> name + " " + List.of(parts) + " not in " + page.text());
    String last = lines.getLast();
    return Double.parseDouble(last.substring(last.lastIndexOf(' ')));
  }
}
