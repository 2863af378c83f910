package dev.ringfence.gateway.rest;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.ringfence.api.v1.Problem;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP API. Each call goes over an in-process channel to the same gRPC service, through the
 * same interceptors, so who may do what, limits, checks and errors are the same by construction. It
 * waits on the virtual thread of its request; the shard's thread only hands over.
 */
public final class RestApi implements HttpHandler {
  /** Where the API begins. */
  public static final String ROOT = "/v1/";

  /** With this header a caller waits for less than the server would let it. */
  static final String DEADLINE_HEADER = "Deadline-Millis";

  private static final Logger LOGGER = LoggerFactory.getLogger(RestApi.class);
  private static final String DOCUMENT_PATH = ROOT + "openapi.json";
  private static final String JSON = "application/json";
  private static final String AUTHORIZATION = "Authorization";
  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;
  private static final int INTERNAL_ERROR = 500;
  private static final long MILLIS_PER_SECOND = 1_000;
  private static final Metadata.Key<String> AUTHORIZATION_KEY =
      Metadata.Key.of(AUTHORIZATION, Metadata.ASCII_STRING_MARSHALLER);
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace().alwaysPrintFieldsWithNoPresence();

  /** The document is made when somebody asks for it. */
  private static final class Document {
    static final String TEXT = OpenApiDocument.of(Routes.ALL).toString();
  }

  private final Channel channel;
  private final RestConfig config;
  private final RequestReader reader;
  private final Semaphore permits;

  /**
   * Serves what the channel serves.
   *
   * @param channel to the service in this process
   * @param config the limits
   */
  public RestApi(Channel channel, RestConfig config) {
    this.channel = channel;
    this.config = config;
    reader = new RequestReader(config.maxBodyBytes());
    permits = new Semaphore(config.maxConcurrentCalls());
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        send(exchange, OK, answer(exchange));
      } catch (ProblemException problem) {
        refuse(exchange, problem);
      } catch (RuntimeException defect) {
        LOGGER.error("A call over HTTP failed in a way that nobody thought of", defect);
        refuse(exchange, defect());
      }
    }
  }

  private String answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    if (path.equals(DOCUMENT_PATH)) {
      return Document.TEXT;
    }
    if (!permits.tryAcquire()) {
      throw ProblemException.of(RestReason.TOO_MANY_CALLS);
    }
    try {
      return print(call(exchange, path));
    } finally {
      permits.release();
    }
  }

  private Message call(HttpExchange exchange, String path) throws IOException {
    TreeSet<String> otherVerbs = new TreeSet<>();
    for (Route route : Routes.ALL) {
      Optional<Map<String, String>> pathValues = route.path().match(path);
      if (pathValues.isPresent() && route.verb().equals(exchange.getRequestMethod())) {
        return call(exchange, route, reader.read(exchange, route, pathValues.get()));
      }
      pathValues.ifPresent(values -> otherVerbs.add(route.verb()));
    }
    if (otherVerbs.isEmpty()) {
      throw ProblemException.of(RestReason.NO_SUCH_PATH);
    }
    exchange.getResponseHeaders().set("Allow", String.join(", ", otherVerbs));
    throw ProblemException.of(RestReason.WRONG_VERB);
  }

  private Message call(HttpExchange exchange, Route route, Message request) {
    Metadata headers = new Metadata();
    String authorization = exchange.getRequestHeaders().getFirst(AUTHORIZATION);
    if (authorization != null) {
      headers.put(AUTHORIZATION_KEY, authorization);
    }
    try {
      return ClientCalls.blockingUnaryCall(
          ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
          route.method(),
          CallOptions.DEFAULT.withDeadlineAfter(deadlineMillis(exchange), TimeUnit.MILLISECONDS),
          request);
    } catch (StatusRuntimeException failure) {
      throw StatusProblem.of(failure, route);
    }
  }

  private int deadlineMillis(HttpExchange exchange) {
    String asked = exchange.getRequestHeaders().getFirst(DEADLINE_HEADER);
    return asked == null
        ? config.maxDeadlineMillis()
        : RequestReader.deadlineMillis(asked, config.maxDeadlineMillis());
  }

  private static void refuse(HttpExchange exchange, ProblemException problem) throws IOException {
    int retryAfterMillis = problem.problem().getRetryAfterMillis();
    if (retryAfterMillis > 0) {
      // The header knows whole seconds only; the body has the milliseconds.
      long seconds = Math.ceilDiv(retryAfterMillis, MILLIS_PER_SECOND);
      exchange.getResponseHeaders().set("Retry-After", Long.toString(seconds));
    }
    if (problem.httpStatus() == UNAUTHORIZED) {
      exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
    }
    send(exchange, problem.httpStatus(), print(problem.problem()));
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

  private static String print(Message message) {
    try {
      return PRINTER.print(message);
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException("The API has no Any that JSON could not show", impossible);
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = (body + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", JSON);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
