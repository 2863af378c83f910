package dev.ringfence.client;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the servers are, and how long and how hard to try.
 *
 * @param targets host and port of each, or any names that gRPC can resolve
 * @param credentials of the connection: TLS, mutual TLS, or none
 * @param token asked for a bearer token whenever a stream is opened; an empty one is not sent
 * @param plaintextAllowed whether a token may cross a network in plain text
 * @param callTimeout how long one command may take, all its retries included
 * @param resolveTimeout how long after that to go on asking what became of it
 * @param firstBackoff the wait before a first retry; it doubles from one to the next
 * @param longestBackoff where the doubling ends
 * @param maxInFlight commands under way at once, whether or not anybody still waits for their
 *     answers; more are refused on the spot
 * @param closeTimeout how long {@code close()} waits for open commands
 */
public record ClientConfig(
    List<String> targets,
    ChannelCredentials credentials,
    Supplier<String> token,
    boolean plaintextAllowed,
    Duration callTimeout,
    Duration resolveTimeout,
    Duration firstBackoff,
    Duration longestBackoff,
    int maxInFlight,
    Duration closeTimeout) {
  /** Two such clients fit into what a server lets one caller have under way, if not told more. */
  private static final int USUAL_IN_FLIGHT = 2_048;

  /** Far beyond what anybody waits for, and far below where counting nanoseconds ends. */
  private static final Duration LONGEST = Duration.ofDays(3_653);

  private static final int MAX_PORT = 65_535;
  private static final int PORT_DIGITS = 5;
  private static final Pattern PORT = Pattern.compile(":(\\d+)$");
  private static final Pattern NO_TARGET = Pattern.compile("\\s|^https?://");

  private static final Supplier<String> NO_TOKEN = () -> "";

  public ClientConfig {
    targets = List.copyOf(targets);
    if (targets.isEmpty() || targets.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException("targets must name at least one server, as host:port");
    }
    targets.forEach(ClientConfig::requireTarget);
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

  /**
   * Without TLS or token, with times that suit an order gateway: 10 s for a command with all its
   * retries and 2 s more to ask what became of it, waits from 20 ms to a second, 10 s to close.
   *
   * @param targets one server, or several with commas between, of which the client finds the one
   *     that serves
   */
  public static ClientConfig to(String targets) {
    return new ClientConfig(
        Arrays.stream(targets.split(",", -1)).map(String::strip).toList(),
        InsecureChannelCredentials.create(),
        NO_TOKEN,
        false,
        Duration.ofSeconds(10),
        Duration.ofSeconds(2),
        Duration.ofMillis(20),
        Duration.ofSeconds(1),
        USUAL_IN_FLIGHT,
        Duration.ofSeconds(10));
  }

  public ClientConfig withCredentials(ChannelCredentials next) {
    return new ClientConfig(
        targets,
        next,
        token,
        plaintextAllowed,
        callTimeout,
        resolveTimeout,
        firstBackoff,
        longestBackoff,
        maxInFlight,
        closeTimeout);
  }

  /** An API key, or a token that outlives the client; empty for none. */
  public ClientConfig withToken(String next) {
    Objects.requireNonNull(next, "token");
    return withToken(next.isEmpty() ? NO_TOKEN : () -> next);
  }

  /**
   * Tokens that expire: asked whenever a stream is opened, and so again when the server has ended
   * one because its token is good no longer. It runs on threads of the client's, so it should have
   * the next token at hand rather than wait for it; what it throws counts as "try again".
   */
  public ClientConfig withToken(Supplier<String> next) {
    return new ClientConfig(
        targets,
        credentials,
        next,
        plaintextAllowed,
        callTimeout,
        resolveTimeout,
        firstBackoff,
        longestBackoff,
        maxInFlight,
        closeTimeout);
  }

  /** Where something else keeps the wire private; else a token only goes over TLS, or loopback. */
  public ClientConfig withPlaintextAllowed(boolean next) {
    return new ClientConfig(
        targets,
        credentials,
        token,
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
        targets,
        credentials,
        token,
        plaintextAllowed,
        next,
        resolveTimeout,
        firstBackoff,
        longestBackoff,
        maxInFlight,
        closeTimeout);
  }

  public ClientConfig withResolveTimeout(Duration next) {
    return new ClientConfig(
        targets,
        credentials,
        token,
        plaintextAllowed,
        callTimeout,
        next,
        firstBackoff,
        longestBackoff,
        maxInFlight,
        closeTimeout);
  }

  public ClientConfig withMaxInFlight(int next) {
    return new ClientConfig(
        targets,
        credentials,
        token,
        plaintextAllowed,
        callTimeout,
        resolveTimeout,
        firstBackoff,
        longestBackoff,
        next,
        closeTimeout);
  }

  public ClientConfig withCloseTimeout(Duration next) {
    return new ClientConfig(
        targets,
        credentials,
        token,
        plaintextAllowed,
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
    return "ClientConfig[targets=" + targets + ", callTimeout=" + callTimeout + "]";
  }

  /** Whoever listens on the way could do with a token whatever its owner can. */
  void requirePrivateToken() {
    boolean plaintext = credentials.withoutBearerTokens() instanceof InsecureChannelCredentials;
    if (token == NO_TOKEN || plaintextAllowed || !plaintext) {
      return;
    }
    for (String target : targets) {
      if (!Loopback.is(target)) {
        throw new IllegalArgumentException(
            "The token would cross the network to "
                + target
                + " in plain text: use TLS credentials, or say withPlaintextAllowed(true)");
      }
    }
  }

  /** What gRPC would only find out on a thread of its own, and tell nobody; or say in its words. */
  private static void requireTarget(String target) {
    Matcher port = PORT.matcher(target);
    boolean hasStrangePort =
        port.find()
            && (port.group(1).length() > PORT_DIGITS || Integer.parseInt(port.group(1)) > MAX_PORT);
    if (hasStrangePort || NO_TARGET.matcher(target).find()) {
      throw new IllegalArgumentException("This is no host:port: " + target);
    }
  }

  private static void requirePositive(String name, Duration duration) {
    Objects.requireNonNull(duration, name);
    if (duration.isZero() || duration.isNegative()) {
      throw new IllegalArgumentException(name + " must be greater than zero");
    }
    if (duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(name + " must be at most " + LONGEST.toDays() + " days");
    }
  }
}
