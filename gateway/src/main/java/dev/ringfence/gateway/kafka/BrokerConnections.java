package dev.ringfence.gateway.kafka;

import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * Whether a consumer is connected to any broker. It keeps its partitions, and says nothing, for as
 * long as they are away.
 */
final class BrokerConnections {
  private static final String GROUP = "consumer-metrics";
  private static final String NAME = "connection-count";

  private BrokerConnections() {}

  /** True as well where it does not tell. */
  static boolean isAny(Consumer<?, ?> consumer) {
    for (Map.Entry<MetricName, ? extends Metric> metric : consumer.metrics().entrySet()) {
      if (metric.getKey().name().equals(NAME) && metric.getKey().group().equals(GROUP)) {
        return !(metric.getValue().metricValue() instanceof Number count)
            || count.doubleValue() > 0;
      }
    }
    return true;
  }
}
