package dev.ringfence.perf.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EngineLogTest {
  private static final String HOST = "dev.ringfence.gateway.boot.ShardHost";
  private static final String METRICS = "dev.ringfence.gateway.metrics.FailureLog";

  @TempDir private Path folder;

  @Test
  void shouldFindEveryErrorOfOurOwn() {
    String fault = "Shard 1 met a fault and fences itself (0 more since the last line)";
    String lost = "payment.deposits-0 was cut off before it was read to its end: RECORDS ARE LOST";
    String thrown =
        line("ERROR", METRICS, fault)
            .replaceFirst(
                "}$",
                ",\"throwable\":{\"className\":\"java.lang.IllegalStateException\","
                    + "\"message\":\"not conserved\"}}");

    assertEquals(
        List.of(fault + " (java.lang.IllegalStateException: not conserved)", lost),
        EngineLog.findings(
            List.of(thrown, line("ERROR", "dev.ringfence.gateway.kafka.IngressDuty", lost))));
  }

  @Test
  void shouldFindAlarmsThatAreWarningsAndThreadsThatDied() {
    String alarm = "ALARM: the filter of all accepted ids of shard 0 has reached its limit";
    String died = "Exception in thread \"relay-0\" java.lang.StackOverflowError";

    assertEquals(
        List.of(alarm, died),
        EngineLog.findings(List.of(line("WARN", METRICS, alarm), died, "\tat java.base/…")));
  }

  @Test
  void shouldFindNothingInWhatAKillIsFor() {
    assertEquals(
        List.of(),
        EngineLog.findings(
            List.of(
                line("ERROR", HOST, "Shard 0 gave up: another process has taken the shard over"),
                line("WARN", HOST, "ALARM: the recovery of shard 0 took 6 s, and fails at 60 s"),
                line("WARN", HOST, "Shard 0 can't be taken yet, trying again: no connection"),
                line("ERROR", "org.apache.kafka.clients.producer.internals.Sender", "no broker"),
                line("ERROR", METRICS, "cut off").substring(0, 60),
                "WARNING: A terminally deprecated method")));
  }

  @Test
  void shouldFindAnAlarmOfTheHostThatSaysASingleShardWasHalted() {
    String halted = "ALARM: shard 0 is halted and does not serve: it gave up: no history";

    assertEquals(List.of(halted), EngineLog.findings(List.of(line("ERROR", HOST, halted))));
  }

  @Test
  void shouldSayThatALogHasNothingToReadFrom() throws IOException {
    Path log = folder.resolve("alpha.log");
    Files.writeString(log, "2026-11-21T00:00:00Z ERROR main ShardHost - in words, not in JSON\n");

    assertEquals(List.of("nothing at all: " + log), EngineLog.findings(log));
  }

  private static String line(String level, String logger, String message) {
    return "{\"timestamp\":1,\"level\":\"%s\",\"threadName\":\"main\",\"loggerName\":\"%s\",\"formattedMessage\":\"%s\"}"
        .formatted(level, logger, message);
  }
}
