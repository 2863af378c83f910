package dev.ringfence.localstack;

/**
 * One more port of the broker, for those who come through something that stands in front of it.
 *
 * @param port that the broker listens on
 * @param advertisedPort that it tells whoever came in here to use
 */
public record KafkaDoor(int port, int advertisedPort) {}
