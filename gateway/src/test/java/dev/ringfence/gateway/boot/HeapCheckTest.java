package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class HeapCheckTest {
  private static final long MEGABYTE = 1 << 20;

  @Test
  void shouldNameTheHeapTheShardsAndTheNeedWhenItIsTooSmall() {
    assertEquals(
        Optional.of(
            "The heap of 64 MB may be too small: 420 for each shard (here 2) and 512 for the rest"
                + " are 1352 MB, accounts not counted. RINGFENCE_JAVA_OPTS=-Xmx1352m gives it that"),
        HeapCheck.complaint(64 * MEGABYTE, 2));
  }

  @Test
  void shouldSayNothingWhenItIsAsLargeAsTheGuideSays() throws Exception {
    String guide = Files.readString(Path.of("../docs/operations.md"));
    assertTrue(guide.contains("| each shard (windows of request ids) | 420 MB |"));
    assertTrue(guide.contains("| the rest | 512 MB |"));

    assertEquals(Optional.empty(), HeapCheck.complaint((420 + 512) * MEGABYTE, 1));
  }
}
