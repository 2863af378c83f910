package dev.ringfence.gateway.metrics;

import dev.ringfence.journal.tape.TapeObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

/** How the command tape does, for Prometheus. */
public final class TapeMeters implements TapeObserver {
  private final AtomicIntegerArray recording;
  private final List<Counter> missed;
  private final List<Counter> bytes;

  public TapeMeters(MeterRegistry registry, int shardCount) {
    recording = new AtomicIntegerArray(shardCount);
    missed = counters(registry, shardCount, "ringfence.tape.missed.batches");
    bytes = counters(registry, shardCount, "ringfence.tape.bytes");
    for (int shardId = 0; shardId < shardCount; shardId++) {
      int index = shardId;
      Gauge.builder("ringfence.tape.recording", recording, array -> array.get(index))
          .description("1 while the shard's tape records, 0 while it has stopped")
          .tag("shard", Integer.toString(shardId))
          .register(registry);
    }
  }

  @Override
  public void onRecording(int shardId, boolean isRecording, String cause) {
    recording.set(shardId, isRecording ? 1 : 0);
  }

  @Override
  public void onWritten(int shardId, int frames, long written) {
    bytes.get(shardId).increment((double) written);
  }

  @Override
  public void onMissed(int shardId) {
    missed.get(shardId).increment();
  }

  private static List<Counter> counters(MeterRegistry registry, int shardCount, String name) {
    return IntStream.range(0, shardCount)
        .mapToObj(shardId -> registry.counter(name, "shard", Integer.toString(shardId)))
        .toList();
  }
}
