package dev.ringfence.gateway.rest;

import com.google.protobuf.Message;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.ringfence.gateway.admission.ClientPlaces;
import dev.ringfence.gateway.identity.Authenticator;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

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

  private static final String DOCUMENT_PATH = ROOT + "openapi.json";
  private static final Metadata.Key<String> AUTHORIZATION_KEY =
      Metadata.Key.of(HttpCall.AUTHORIZATION, Metadata.ASCII_STRING_MARSHALLER);

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
    String client = call.identify(authenticator).name();
    ClientPlaces places = route.isStream() ? streams : calls;
    if (!places.tryTake(client)) {
      throw ProblemException.of(RestReason.TOO_MANY_CALLS);
    }
    try {
      Message request = reader.read(call.exchange(), route, pathValues);
      if (route.isStream()) {
        new EventStream(call.exchange(), route)
            .run(identified(call), options(call, config.maxStreamMillis()), request);
      } else {
        call.send(HttpCall.print(ask(call, route, request)));
      }
    } finally {
      places.leave(client);
    }
  }

  private Message ask(HttpCall call, Route route, Message request) {
    try {
      return ClientCalls.blockingUnaryCall(
          identified(call), route.method(), options(call, config.maxDeadlineMillis()), request);
    } catch (StatusRuntimeException failure) {
      throw StatusProblem.of(failure, route);
    }
  }

  /** The service, for whoever calls here. */
  private Channel identified(HttpCall call) {
    Metadata headers = new Metadata();
    String authorization = call.header(HttpCall.AUTHORIZATION);
    if (authorization != null) {
      headers.put(AUTHORIZATION_KEY, authorization);
    }
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static CallOptions options(HttpCall call, int mostMillis) {
    String asked = call.header(DEADLINE_HEADER);
    int millis = asked == null ? mostMillis : RequestReader.deadlineMillis(asked, mostMillis);
    return CallOptions.DEFAULT.withDeadlineAfter(millis, TimeUnit.MILLISECONDS);
  }
}
