package dev.ringfence.gateway.rest;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.sun.net.httpserver.HttpExchange;
import dev.ringfence.api.v1.Problem;
import dev.ringfence.engine.domain.Text;
import dev.ringfence.gateway.grpc.ErrorReason;
import dev.ringfence.gateway.grpc.Introduction;
import dev.ringfence.gateway.identity.Authenticator;
import dev.ringfence.gateway.identity.Credentials;
import dev.ringfence.gateway.identity.Identified;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all calls over HTTP have in common, whatever they ask for: who makes them, the answer as
 * JSON, and the problem of those that have none.
 */
public final class HttpCall {
  private static final Logger LOGGER = LoggerFactory.getLogger(HttpCall.class);
  private static final String AUTHORIZATION = "Authorization";
  private static final String JSON = "application/json";
  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;
  private static final int INTERNAL_ERROR = 500;
  private static final long MILLIS_PER_SECOND = 1_000;
  private static final String HEAD = "HEAD";
  private static final long NO_BODY = -1;
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace().alwaysPrintFieldsWithNoPresence();

  /** What answers a call. */
  @FunctionalInterface
  public interface Work {
    /**
     * Answers it, or says why not.
     *
     * @throws ProblemException what the caller is told instead of an answer
     */
    void answer(HttpCall call) throws IOException;
  }

  private final HttpExchange exchange;

  /** Gives back what the call holds; null if it holds nothing, or nothing any more. */
  private Runnable held;

  private HttpCall(HttpExchange exchange) {
    this.exchange = exchange;
  }

  /** Has the call answered, one way or the other. */
  public static void serve(HttpExchange exchange, Work work) throws IOException {
    HttpCall call = new HttpCall(exchange);
    try (exchange) {
      try {
        work.answer(call);
      } catch (ProblemException problem) {
        call.refuse(problem);
      } catch (RuntimeException defect) {
        LOGGER.error("A call over HTTP failed in a way that nobody thought of", defect);
        call.refuse(defect());
      } finally {
        call.release();
      }
    }
  }

  /** All that is known of the call. */
  public HttpExchange exchange() {
    return exchange;
  }

  /**
   * What the call holds from now on, and gives back once it is over: whoever has read all of the
   * answer finds it given back.
   */
  public void holds(Runnable giveBack) {
    held = giveBack;
  }

  /** The header of the request; null if it has none. Of two nobody knows which one is meant. */
  public String header(String name) {
    List<String> values = exchange.getRequestHeaders().getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw ProblemException.invalid(name, "must be there once");
    }
    return values.isEmpty() ? null : values.getFirst();
  }

  /** What follows the question mark, by name. */
  public Map<String, String> query() {
    return QueryString.parse(exchange.getRequestURI().getRawQuery())
        .orElseThrow(
            () -> ProblemException.invalid("query", "must have name=value, and each name once"));
  }

  /**
   * The caller's own id of this request. A page in a browser can't send it without being asked, so
   * whoever asks for it can't be called by one (docs/adr/0016).
   */
  public String idempotencyKey() {
    String key = header(Route.KEY_HEADER);
    if (key == null || !Text.isValid(key)) {
      throw ProblemException.invalid(
          Route.KEY_HEADER, "must have 1 to 64 visible ASCII characters, without spaces");
    }
    return key;
  }

  /** Who calls. Reads nothing of the body: who is nobody can't keep anything busy by sending it. */
  public Introduction identify(Authenticator authenticator) {
    Credentials shown =
        new Credentials(Optional.ofNullable(header(AUTHORIZATION)), Optional.empty());
    return switch (authenticator.identify(shown)) {
      case Identified.Known(var caller) -> new Introduction(caller, shown);
      case Identified.Unknown unknown -> throw ProblemException.of(ErrorReason.of(unknown));
    };
  }

  /**
   * What the call asks for.
   *
   * @param pathValues by the names in its path
   */
  public record Found<A>(A asked, Map<String, String> pathValues) {}

  /** Which of these the call asks for. */
  public <A extends Addressed> Found<A> find(List<A> all) {
    String path = exchange.getRequestURI().getRawPath();
    TreeSet<String> otherVerbs = new TreeSet<>();
    for (A each : all) {
      Optional<Map<String, String>> values = each.match(path);
      if (values.isPresent() && each.verb().equals(exchange.getRequestMethod())) {
        return new Found<>(each, values.get());
      }
      values.ifPresent(_ -> otherVerbs.add(each.verb()));
    }
    if (otherVerbs.isEmpty()) {
      throw ProblemException.of(RestReason.NO_SUCH_PATH);
    }
    throw wrongVerb(otherVerbs);
  }

  /** Lets a call that only reads go on. */
  void requireRead() {
    List<String> reads = List.of("GET", HEAD);
    if (!reads.contains(exchange.getRequestMethod())) {
      throw wrongVerb(reads);
    }
  }

  private ProblemException wrongVerb(Collection<String> rightOnes) {
    exchange.getResponseHeaders().set("Allow", String.join(", ", rightOnes));
    return ProblemException.of(RestReason.WRONG_VERB);
  }

  /** Sends the answer. */
  public void send(String json) throws IOException {
    send(OK, bytes(json));
  }

  /** The same, of which many may be sent: none has a copy of its own. */
  void send(byte[] json) throws IOException {
    send(OK, json);
  }

  /** A text as it is sent. */
  static byte[] bytes(String json) {
    return (json + "\n").getBytes(StandardCharsets.UTF_8);
  }

  static String print(Message message) {
    try {
      return PRINTER.print(message);
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException("The API has no Any that JSON could not show", impossible);
    }
  }

  private void refuse(ProblemException problem) throws IOException {
    int retryAfterMillis = problem.problem().getRetryAfterMillis();
    if (retryAfterMillis > 0) {
      // The header knows whole seconds only; the body has the milliseconds.
      long seconds = Math.ceilDiv(retryAfterMillis, MILLIS_PER_SECOND);
      exchange.getResponseHeaders().set("Retry-After", Long.toString(seconds));
    }
    if (problem.httpStatus() == UNAUTHORIZED) {
      exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
    }
    send(problem.httpStatus(), bytes(print(problem.problem())));
  }

  private static ProblemException defect() {
    return new ProblemException(
        INTERNAL_ERROR,
        Problem.newBuilder()
            .setCode("INTERNAL")
            .setReason("INTERNAL")
            .setMessage(
                "A defect of the server: the outcome is unknown, ask again with the same"
                    + " Idempotency-Key")
            .build());
  }

  private void send(int status, byte[] bytes) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", JSON);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    if (exchange.getRequestMethod().equals(HEAD)) {
      exchange.sendResponseHeaders(status, NO_BODY);
      return;
    }
    exchange.sendResponseHeaders(status, bytes.length);
    OutputStream stream = exchange.getResponseBody();
    int last = bytes.length - 1;
    stream.write(bytes, 0, last);
    // Before the last byte: a caller that has it may call again at once.
    release();
    stream.write(bytes, last, 1);
    // Now, as the end of the exchange waits for what is left of the request.
    stream.flush();
  }

  private void release() {
    Runnable giveBack = held;
    held = null;
    if (giveBack != null) {
      giveBack.run();
    }
  }
}
