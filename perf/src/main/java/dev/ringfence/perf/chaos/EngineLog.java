package dev.ringfence.perf.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What an engine logged as JSON. Each error of Ringfence's own is a defect or an alarm, whatever
 * was killed around it, as trouble that passes by itself is a warning; only that a shard gave up is
 * what a kill is for. Libraries may call an error what chaos does to them.
 */
final class EngineLog {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String OURS = "dev.ringfence.";
  private static final String HOST = "dev.ringfence.gateway.boot.ShardHost";

  private EngineLog() {}

  /** What must never be said, and that nothing was said if it was nothing. */
  static List<String> findings(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      return lines.stream().anyMatch(line -> line.contains(OURS))
          ? findings(lines)
          : List.of("nothing at all: " + log);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + log, e);
    }
  }

  static List<String> findings(List<String> lines) {
    return lines.stream().map(EngineLog::finding).flatMap(Optional::stream).toList();
  }

  private static Optional<String> finding(String line) {
    if (!line.startsWith("{")) {
      return Optional.of(line).filter(plain -> plain.startsWith("Exception in thread"));
    }
    try {
      JsonNode entry = MAPPER.readTree(line);
      String logger = entry.path("loggerName").asText();
      String message = entry.path("formattedMessage").asText();
      boolean isWrong =
          entry.path("level").asText().equals("ERROR")
              ? logger.startsWith(OURS) && !isRetaken(logger, message)
              : message.startsWith("ALARM") && !isSlow(message);
      return isWrong ? Optional.of(message + thrown(entry.path("throwable"))) : Optional.empty();
    } catch (JsonProcessingException _) {
      // The last line of who was killed while writing it.
      return Optional.empty();
    }
  }

  private static boolean isRetaken(String logger, String message) {
    return logger.equals(HOST) && message.matches("Shard \\d+ gave up: .*");
  }

  /** A recovery that waits for a server that is away is slow, and breaks no promise. */
  private static boolean isSlow(String message) {
    return message.startsWith("ALARM: the recovery of shard ");
  }

  private static String thrown(JsonNode throwable) {
    return throwable.isMissingNode()
        ? ""
        : " (%s: %s)"
            .formatted(
                throwable.path("className").asText(),
                throwable.path("message").asText("no message"));
  }
}
