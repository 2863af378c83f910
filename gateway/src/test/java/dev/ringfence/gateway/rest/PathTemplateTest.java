package dev.ringfence.gateway.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PathTemplateTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final PathTemplate template = new PathTemplate("/v1/accounts/{account_id}/ledger");

  @Test
  void shouldMatchOnlyAPathOfAsManySegments() {
    assertEquals(
        Optional.of(Map.of("account_id", "4/2+")), template.match("/v1/accounts/4%2F2+/ledger"));
    assertEquals(Optional.empty(), template.match("/v1/accounts/42"));
    assertEquals(Optional.empty(), template.match("/v1/accounts/42/ledger/"));
    assertEquals(Optional.empty(), template.match("/v1/accounts/42/ledger/more/of/it"));
  }

  @Test
  void shouldNotTakeApartWhatHasTooManySegments() {
    String path = "/v1/" + "/".repeat(16_000);
    var _ = template.match(path);

    long before = THREADS.getCurrentThreadAllocatedBytes();
    Optional<Map<String, String>> matched = template.match(path);
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;

    assertEquals(Optional.empty(), matched);
    assertTrue(bytes < 100_000, () -> "It took " + bytes + " bytes");
  }
}
