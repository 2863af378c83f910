package dev.ringfence.gateway.kafka;

/**
 * How the ingress stands.
 *
 * @param partitions how many it reads; none while no broker is connected
 * @param paused how many of them are paused, as enough of their records are under way
 * @param lag records in Kafka that were not read yet
 * @param underWay records that were read and are not done
 * @param inFlight those of them that are in the rings
 * @param untakenLetters those that are dead letters which their topic has not taken yet
 * @param oldestMillis how long the oldest of those under way has been so
 * @param standstill why it reads nothing; empty where it reads, or where nobody knows
 */
public record IngressStatus(
    int partitions,
    int paused,
    long lag,
    int underWay,
    int inFlight,
    int untakenLetters,
    long oldestMillis,
    String standstill) {
  /** It reads nothing. */
  public static final IngressStatus IDLE = idle("");

  /** It reads nothing, and why. */
  static IngressStatus idle(String standstill) {
    return new IngressStatus(0, 0, 0, 0, 0, 0, 0, standstill);
  }
}
