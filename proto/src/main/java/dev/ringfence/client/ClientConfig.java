package dev.ringfence.client;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import java.time.Duration;
import java.util.Objects;

/**
 * Where the server is, and how long and how hard to try.
 *
 * @param target host and port, or any name that gRPC can resolve
 * @param credentials of the connection: TLS, mutual TLS, or none
 * @param token sent as a bearer token with the stream; empty for none
 * @param callTimeout how long one command may take, all its retries included
 * @param resolveTimeout how long after that to go on asking what became of it
 * @param firstBackoff the wait before a first retry; it doubles from one to the next
 * @param longestBackoff where the doubling ends
 * @param maxInFlight commands without an answer at once; more are refused on the spot
 * @param closeTimeout how long {@code close()} waits for open commands
 */
public record ClientConfig(
    String target,
    ChannelCredentials credentials,
    String token,
    Duration callTimeout,
    Duration resolveTimeout,
    Duration firstBackoff,
    Duration longestBackoff,
    int maxInFlight,
    Duration closeTimeout) {
  public ClientConfig {
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(credentials, "credentials");
    Objects.requireNonNull(token, "token");
    requirePositive("callTimeout", callTimeout);
    requirePositive("resolveTimeout", resolveTimeout);
    requirePositive("firstBackoff", firstBackoff);
    requirePositive("longestBackoff", longestBackoff);
    requirePositive("closeTimeout", closeTimeout);
    if (maxInFlight < 1) {
      throw new IllegalArgumentException("maxInFlight must be greater than zero");
    }
  }

  /** Without TLS or token, with times that suit an order gateway. */
  public static ClientConfig to(String target) {
    return new ClientConfig(
        target,
        InsecureChannelCredentials.create(),
        "",
        Duration.ofSeconds(10),
        Duration.ofSeconds(2),
        Duration.ofMillis(20),
        Duration.ofSeconds(1),
        8_192,
        Duration.ofSeconds(10));
  }

  public ClientConfig withCredentials(ChannelCredentials next) {
    return new ClientConfig(
        target,
        next,
        token,
        callTimeout,
        resolveTimeout,
        firstBackoff,
        longestBackoff,
        maxInFlight,
        closeTimeout);
  }

  public ClientConfig withToken(String next) {
    return new ClientConfig(
        target,
        credentials,
        next,
        callTimeout,
        resolveTimeout,
        firstBackoff,
        longestBackoff,
        maxInFlight,
        closeTimeout);
  }

  public ClientConfig withCallTimeout(Duration next) {
    return new ClientConfig(
        target,
        credentials,
        token,
        next,
        resolveTimeout,
        firstBackoff,
        longestBackoff,
        maxInFlight,
        closeTimeout);
  }

  public ClientConfig withResolveTimeout(Duration next) {
    return new ClientConfig(
        target,
        credentials,
        token,
        callTimeout,
        next,
        firstBackoff,
        longestBackoff,
        maxInFlight,
        closeTimeout);
  }

  public ClientConfig withMaxInFlight(int next) {
    return new ClientConfig(
        target,
        credentials,
        token,
        callTimeout,
        resolveTimeout,
        firstBackoff,
        longestBackoff,
        next,
        closeTimeout);
  }

  public ClientConfig withCloseTimeout(Duration next) {
    return new ClientConfig(
        target,
        credentials,
        token,
        callTimeout,
        resolveTimeout,
        firstBackoff,
        longestBackoff,
        maxInFlight,
        next);
  }

  /** A configuration is printed now and then; a token is nobody's business. */
  @Override
  public String toString() {
    return "ClientConfig[target=" + target + ", callTimeout=" + callTimeout + "]";
  }

  private static void requirePositive(String name, Duration duration) {
    if (duration.isZero() || duration.isNegative()) {
      throw new IllegalArgumentException(name + " must be greater than zero");
    }
  }
}
