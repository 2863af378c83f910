package dev.ringfence.perf.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringfence.perf.report.Stage;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StageTimesTest {
  @Test
  void shouldTakeTheSlowestShardOfEachStage() {
    String metrics =
        """
        # HELP ringfence_stage_seconds Latency of a stage
        # TYPE ringfence_stage_seconds gauge
        ringfence_stage_seconds{quantile="0.5",shard="0",stage="queue"} 1.0E-4
        ringfence_stage_seconds{quantile="0.99",shard="0",stage="queue"} 0.002
        ringfence_stage_seconds{quantile="0.999",shard="0",stage="queue"} 0.5
        ringfence_stage_seconds{quantile="0.5",shard="1",stage="queue"} 3.0E-4
        ringfence_stage_seconds{quantile="0.99",shard="1",stage="queue"} 0.001
        ringfence_stage_seconds{quantile="0.5",shard="0",stage="commit"} 0.0005
        ringfence_batches_total{shard="0"} 12
        """;

    List<Stage> stages = StageTimes.parse(metrics);

    assertEquals(
        List.of(new Stage("queue", 3.0E-4 * 1e6, 0.002 * 1e6), new Stage("commit", 500, 0)),
        stages);
  }

  @Test
  void shouldBeEmptyWhenNobodyAnswers() {
    assertEquals(List.of(), StageTimes.scrape("http://127.0.0.1:1/metrics"));
    assertEquals(List.of(), StageTimes.scrape(null));
  }
}
