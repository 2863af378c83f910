package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringfence.gateway.grpc.ErrorReason;
import dev.ringfence.gateway.http.HealthReport;
import dev.ringfence.gateway.rest.RestReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever meets a reason finds it in the page that explains them. */
final class ReasonsInDocumentsTest {
  private static final Path CALLERS_PAGE = Path.of("README.md");
  private static final Path OPERATORS_PAGE = Path.of("..", "docs", "operations.md");

  @Test
  void shouldExplainToCallersEachReasonOfAnError() throws Exception {
    Stream<Enum<?>> reasons =
        Stream.concat(Stream.of(ErrorReason.values()), Stream.of(RestReason.values()));

    assertEquals(List.of(), missing(CALLERS_PAGE, reasons));
  }

  @Test
  void shouldExplainToOperatorsEachReasonOfHealth() throws Exception {
    Stream<Enum<?>> reasons =
        Stream.<Enum<?>>of(HealthReport.Reason.values())
            .filter(reason -> reason != HealthReport.Reason.NONE);

    assertEquals(List.of(), missing(OPERATORS_PAGE, reasons));
  }

  private static List<String> missing(Path page, Stream<Enum<?>> reasons) throws IOException {
    String text = Files.readString(page);
    return reasons.map(Enum::name).filter(name -> !text.contains('`' + name + '`')).toList();
  }
}
