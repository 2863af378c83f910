package dev.ringfence.journal.tape;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log that a tape stopped, once, and that it goes on only when something is written
 * again; all is passed on.
 */
final class LoudObserver implements TapeObserver {
  private static final Logger LOG = LoggerFactory.getLogger(LoudObserver.class);

  private final TapeObserver observer;
  private final TapeConfig config;
  private final Set<Integer> stopped = ConcurrentHashMap.newKeySet();

  LoudObserver(TapeObserver observer, TapeConfig config) {
    this.observer = observer;
    this.config = config;
  }

  @Override
  public void onRecording(int shardId, boolean recording, String cause) {
    observer.onRecording(shardId, recording, cause);
    if (!recording && stopped.add(shardId)) {
      LOG.warn(
          "The tape of shard {} stopped: {}. Commands go on; it has a gap from here. See to {}.",
          shardId,
          cause,
          config.directory());
    }
  }

  @Override
  public void onWritten(int shardId, int frames, long bytes) {
    if (!stopped.isEmpty() && stopped.remove(shardId)) {
      LOG.info("The tape of shard {} records again", shardId);
      observer.onRecording(shardId, true, null);
    }
    observer.onWritten(shardId, frames, bytes);
  }

  @Override
  public void onMissed(int shardId) {
    observer.onMissed(shardId);
  }
}
