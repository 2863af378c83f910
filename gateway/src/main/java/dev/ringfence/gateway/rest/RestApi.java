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
import java.util.List;
import java.util.Map;
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

  private final Channel channel;
  private final Authenticator authenticator;
  private final RestConfig config;
  private final RequestReader reader;
  private final HeavyWork heavyWork = new HeavyWork();
  private final ClientPlaces calls;
  private final ClientPlaces largeAnswers;
  private final ClientPlaces streams;
  private final List<HttpOperation> others;

  /** Made when somebody asks for it. */
  private volatile byte[] document = {};

  /**
   * Serves what the channel serves.
   *
   * @param channel to the service in this process
   * @param authenticator tells who calls; the service takes its word
   * @param config the limits
   * @param others what is served beside it, for the document
   */
  public RestApi(
      Channel channel, Authenticator authenticator, RestConfig config, List<HttpOperation> others) {
    this.others = others;
    this.channel = channel;
    this.authenticator = authenticator;
    this.config = config;
    reader = new RequestReader(config.maxBodyBytes(), heavyWork);
    calls = places(config.calls());
    largeAnswers = places(config.largeAnswers());
    streams = places(config.streams());
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    HttpCall.serve(exchange, this::answer);
  }

  private void answer(HttpCall call) throws IOException {
    if (call.exchange().getRequestURI().getRawPath().equals(DOCUMENT_PATH)) {
      call.requireRead();
      call.send(document());
      return;
    }
    HttpCall.Found<Route> found = call.find(Routes.ALL);
    answer(call, found.asked(), found.pathValues());
  }

  private byte[] document() {
    if (document.length == 0) {
      document = HttpCall.bytes(OpenApiDocument.of(Routes.ALL, others).toString());
    }
    return document;
  }

  private void answer(HttpCall call, Route route, Map<String, String> pathValues)
      throws IOException {
    Introduction introduction = call.identify(authenticator);
    String client = introduction.caller().name();
    ClientPlaces places = placesFor(route);
    if (!places.tryTake(client)) {
      throw ProblemException.of(RestReason.TOO_MANY_CALLS);
    }
    call.holds(() -> places.leave(client));
    Message request = reader.read(call, route, pathValues);
    if (route.isStream()) {
      new EventStream(call.exchange(), route)
          .run(introduction.over(channel), options(call, config.maxStreamMillis()), request);
    } else {
      call.send(print(route, ask(call, introduction, route, request)));
    }
  }

  private String print(Route route, Message answer) {
    if (!route.hasLargeAnswer()) {
      return HttpCall.print(answer);
    }
    try (var _ = heavyWork.begin()) {
      return HttpCall.print(answer);
    }
  }

  private ClientPlaces placesFor(Route route) {
    if (route.isStream()) {
      return streams;
    }
    return route.hasLargeAnswer() ? largeAnswers : calls;
  }

  private static ClientPlaces places(RestConfig.AtOnce limit) {
    return new ClientPlaces(limit.most(), limit.mostPerClient());
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
