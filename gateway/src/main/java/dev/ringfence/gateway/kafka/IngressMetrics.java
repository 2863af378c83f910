package dev.ringfence.gateway.kafka;

/** What the ingress tells about itself. Called on its thread. */
public interface IngressMetrics {
  /** Nobody listens. */
  IngressMetrics NONE = new IngressMetrics() {};

  /**
   * A record is done.
   *
   * @param ageMillis how long ago the broker got it
   */
  default void onFinished(String topic, Fate fate, long ageMillis) {}

  /**
   * A record becomes a dead letter.
   *
   * @param code the first word of the reason, one of a few
   */
  default void onDeadLetter(String topic, String code) {}

  /** A dead letter of this topic has been waiting, and was tried in vain: it is tried again. */
  default void onLetterFailure(String topic) {}

  /** A refusal that time may heal: it is tried again. */
  default void onRetry(String topic) {}

  /** A shard took nothing, or could not say what came of it: it is tried again. */
  default void onTransient(String topic) {}

  /** Records were gone before they could be read: the topic keeps them too short a time. */
  default void onLost(String topic, int partition) {}

  /** How it stands, every now and then. */
  default void onStatus(IngressStatus status) {}

  /** Kafka gives trouble; the ingress begins again after a pause. */
  default void onFailure(int attempts, Exception cause) {}

  /** That trouble is over. */
  default void onRecovered() {}
}
