package dev.ringfence.gateway.rest;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.ringfence.api.v1.Problem;
import dev.ringfence.gateway.admission.ClientPlaces;
import dev.ringfence.gateway.grpc.ErrorReason;
import dev.ringfence.gateway.identity.Authenticator;
import dev.ringfence.gateway.identity.Caller;
import dev.ringfence.gateway.identity.Credentials;
import dev.ringfence.gateway.identity.Identified;
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
  private final Authenticator authenticator;
  private final RestConfig config;
  private final RequestReader reader;
  private final ClientPlaces calls;
  private final ClientPlaces streams;

  /**
   * Serves what the channel serves.
   *
   * @param channel to the service in this process
   * @param authenticator who tells it who calls, as it tells the service
   * @param config the limits
   */
  public RestApi(Channel channel, Authenticator authenticator, RestConfig config) {
    this.channel = channel;
    this.authenticator = authenticator;
    this.config = config;
    reader = new RequestReader(config.maxBodyBytes());
    calls = new ClientPlaces(config.calls().most(), config.calls().mostPerClient());
    streams = new ClientPlaces(config.streams().most(), config.streams().mostPerClient());
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        answer(exchange);
      } catch (ProblemException problem) {
        refuse(exchange, problem);
      } catch (RuntimeException defect) {
        LOGGER.error("A call over HTTP failed in a way that nobody thought of", defect);
        refuse(exchange, defect());
      }
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    if (path.equals(DOCUMENT_PATH)) {
      send(exchange, OK, Document.TEXT);
      return;
    }
    TreeSet<String> otherVerbs = new TreeSet<>();
    for (Route route : Routes.ALL) {
      Optional<Map<String, String>> pathValues = route.path().match(path);
      if (pathValues.isPresent() && route.verb().equals(exchange.getRequestMethod())) {
        answer(exchange, route, pathValues.get());
        return;
      }
      pathValues.ifPresent(values -> otherVerbs.add(route.verb()));
    }
    if (otherVerbs.isEmpty()) {
      throw ProblemException.of(RestReason.NO_SUCH_PATH);
    }
    exchange.getResponseHeaders().set("Allow", String.join(", ", otherVerbs));
    throw ProblemException.of(RestReason.WRONG_VERB);
  }

  private void answer(HttpExchange exchange, Route route, Map<String, String> pathValues)
      throws IOException {
    // Before anything of the body is read: who is nobody can't hold a place by sending it slowly.
    String client = identify(exchange).name();
    ClientPlaces places = route.isStream() ? streams : calls;
    if (!places.tryTake(client)) {
      throw ProblemException.of(RestReason.TOO_MANY_CALLS);
    }
    try {
      Message request = reader.read(exchange, route, pathValues);
      if (route.isStream()) {
        new EventStream(exchange, route)
            .run(identified(exchange), options(exchange, config.maxStreamMillis()), request);
      } else {
        send(exchange, OK, print(call(exchange, route, request)));
      }
    } finally {
      places.leave(client);
    }
  }

  private Message call(HttpExchange exchange, Route route, Message request) {
    try {
      return ClientCalls.blockingUnaryCall(
          identified(exchange),
          route.method(),
          options(exchange, config.maxDeadlineMillis()),
          request);
    } catch (StatusRuntimeException failure) {
      throw StatusProblem.of(failure, route);
    }
  }

  private Caller identify(HttpExchange exchange) {
    Optional<String> shown =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst(AUTHORIZATION));
    return switch (authenticator.identify(new Credentials(shown, Optional.empty()))) {
      case Identified.Known(var caller) -> caller;
      case Identified.Unknown unknown -> throw ProblemException.of(ErrorReason.of(unknown));
    };
  }

  /** The service, for whoever calls here. */
  private Channel identified(HttpExchange exchange) {
    Metadata headers = new Metadata();
    String authorization = exchange.getRequestHeaders().getFirst(AUTHORIZATION);
    if (authorization != null) {
      headers.put(AUTHORIZATION_KEY, authorization);
    }
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static CallOptions options(HttpExchange exchange, int mostMillis) {
    String asked = exchange.getRequestHeaders().getFirst(DEADLINE_HEADER);
    int millis = asked == null ? mostMillis : RequestReader.deadlineMillis(asked, mostMillis);
    return CallOptions.DEFAULT.withDeadlineAfter(millis, TimeUnit.MILLISECONDS);
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

  static String print(Message message) {
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
    // Now, as the end of the exchange waits for what is left of the request.
    exchange.getResponseBody().flush();
  }
}
