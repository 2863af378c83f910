package dev.ringfence.gateway.metrics;

import dev.ringfence.journal.tape.TapeObserver;
import io.micrometer.core.instrument.Counter;
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
    DescribedMeters meters = new DescribedMeters(registry);
    recording = new AtomicIntegerArray(shardCount);
    missed =
        counters(
            meters,
            shardCount,
            "ringfence.tape.missed.batches",
            "Batches that are durable, and not on the tape");
    bytes = counters(meters, shardCount, "ringfence.tape.bytes", "Written to the tape");
    for (int shardId = 0; shardId < shardCount; shardId++) {
      int index = shardId;
      meters.gauge(
          "ringfence.tape.recording",
          "1 while the shard's tape records, 0 while it has stopped",
          recording,
          array -> array.get(index),
          "shard",
          Integer.toString(shardId));
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

  private static List<Counter> counters(
      DescribedMeters meters, int shardCount, String name, String description) {
    return IntStream.range(0, shardCount)
        .mapToObj(shardId -> meters.counter(name, description, "shard", Integer.toString(shardId)))
        .toList();
  }
}
