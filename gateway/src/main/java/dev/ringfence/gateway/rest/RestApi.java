package dev.ringfence.gateway.rest;

import com.google.protobuf.Message;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.ringfence.gateway.admission.ClientPlaces;
import dev.ringfence.gateway.grpc.Introduction;
import dev.ringfence.gateway.identity.Authenticator;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * The HTTP API. Each call goes over an in-process channel to the same gRPC service, through the
 * same interceptors, so what a caller may do, limits, checks and errors are the same by
 * construction. It waits on the virtual thread of its request; the shard's thread only hands over.
 */
public final class RestApi implements HttpHandler {
  /** Where the API begins. */
  public static final String ROOT = "/v1/";

  /** With this header a caller waits for less than the server would let it. */
  static final String DEADLINE_HEADER = "Deadline-Millis";

  private static final String DOCUMENT_PATH = ROOT + "openapi.json";

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
   * @param authenticator tells who calls; the service takes its word
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
    HttpCall.serve(exchange, this::answer);
  }

  private void answer(HttpCall call) throws IOException {
    String path = call.exchange().getRequestURI().getRawPath();
    if (path.equals(DOCUMENT_PATH)) {
      call.send(Document.TEXT);
      return;
    }
    TreeSet<String> otherVerbs = new TreeSet<>();
    for (Route route : Routes.ALL) {
      Optional<Map<String, String>> pathValues = route.path().match(path);
      if (pathValues.isPresent() && route.verb().equals(call.exchange().getRequestMethod())) {
        answer(call, route, pathValues.get());
        return;
      }
      pathValues.ifPresent(values -> otherVerbs.add(route.verb()));
    }
    throw otherVerbs.isEmpty()
        ? ProblemException.of(RestReason.NO_SUCH_PATH)
        : call.wrongVerb(String.join(", ", otherVerbs));
  }

  private void answer(HttpCall call, Route route, Map<String, String> pathValues)
      throws IOException {
    Introduction introduction = call.identify(authenticator);
    String client = introduction.caller().name();
    ClientPlaces places = route.isStream() ? streams : calls;
    if (!places.tryTake(client)) {
      throw ProblemException.of(RestReason.TOO_MANY_CALLS);
    }
    try {
      Message request = reader.read(call.exchange(), route, pathValues);
      if (route.isStream()) {
        new EventStream(call.exchange(), route)
            .run(introduction.over(channel), options(call, config.maxStreamMillis()), request);
      } else {
        call.send(HttpCall.print(ask(call, introduction, route, request)));
      }
    } finally {
      places.leave(client);
    }
  }

  private Message ask(HttpCall call, Introduction introduction, Route route, Message request) {
    try {
      return ClientCalls.blockingUnaryCall(
          introduction.over(channel),
          route.method(),
          options(call, config.maxDeadlineMillis()),
          request);
    } catch (StatusRuntimeException failure) {
      throw StatusProblem.of(failure, route);
    }
  }

  private static CallOptions options(HttpCall call, int mostMillis) {
    String asked = call.header(DEADLINE_HEADER);
    int millis = asked == null ? mostMillis : RequestReader.deadlineMillis(asked, mostMillis);
    return CallOptions.DEFAULT.withDeadlineAfter(millis, TimeUnit.MILLISECONDS);
  }
}
