package dev.ringfence.gateway.kafka;

import java.util.Map;
import org.apache.kafka.common.Uuid;

/**
 * Which topic each name stands for. A topic that is deleted and made anew has another id under the
 * same name, and offsets that begin again; a consumer that meets it goes on where it was in the old
 * one, and says nothing.
 */
public interface TopicIds extends AutoCloseable {
  /**
   * As far as it is known, perhaps some seconds old; those that are not there now are as they were.
   * For one thread at a time. Never blocks.
   */
  Map<String, Uuid> current();

  @Override
  default void close() {}
}
