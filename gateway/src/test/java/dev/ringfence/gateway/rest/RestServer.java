package dev.ringfence.gateway.rest;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.ringfence.gateway.changes.ChangeFeed;
import dev.ringfence.gateway.http.HealthReport;
import dev.ringfence.gateway.http.HttpEndpoint;
import dev.ringfence.gateway.http.HttpServerConfig;
import dev.ringfence.gateway.identity.Authenticator;
import dev.ringfence.gateway.metrics.MetricsPage;
import dev.ringfence.gateway.testing.FakeLedger;
import dev.ringfence.gateway.testing.FakeShard;
import dev.ringfence.gateway.testing.TestServer;
import io.grpc.Channel;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** The real HTTP server with the API on it, over the real service and a fake shard. */
final class RestServer implements AutoCloseable {
  private final TestServer service;
  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpEndpoint endpoint;

  RestServer(RestConfig config, UnaryOperator<Channel> decorator) throws IOException {
    this(Authenticator.OPEN, config, decorator);
  }

  RestServer(Authenticator authenticator, RestConfig config, UnaryOperator<Channel> decorator)
      throws IOException {
    service = new TestServer(authenticator);
    Channel channel = decorator.apply(service.server().localChannel());
    endpoint =
        new HttpEndpoint(
            HttpServerConfig.listeningOn("127.0.0.1", 0),
            () -> new HealthReport(true, true, List.of()),
            new MetricsPage(1),
            Map.of(RestApi.ROOT, new RestApi(channel, authenticator, config, List.of())));
    endpoint.start();
  }

  FakeShard shard() {
    return service.shard();
  }

  ChangeFeed changes() {
    return service.changes();
  }

  FakeLedger ledger() {
    return service.ledger();
  }

  int port() {
    return endpoint.port();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoint.port() + path));
  }

  HttpRequest.Builder post(String path, String body) {
    return request(path)
        .header("Content-Type", "application/json; charset=utf-8")
        .header(Route.KEY_HEADER, "request-1")
        .POST(BodyPublishers.ofString(body));
  }

  Reply send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return new Reply(client.send(request.build(), HttpResponse.BodyHandlers.ofString()));
  }

  CompletableFuture<Reply> sendLater(HttpRequest.Builder request) {
    return client
        .sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
        .thenApply(Reply::new);
  }

  @Override
  public void close() {
    endpoint.close();
    client.close();
    service.close();
  }

  /** What came back. */
  record Reply(HttpResponse<String> response) {
    int status() {
      return response.statusCode();
    }

    JsonObject json() {
      return JsonParser.parseString(response.body()).getAsJsonObject();
    }

    String text(String name) {
      return json().get(name).getAsString();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    /** "field: description" of each violation. */
    List<String> violations() {
      return json().getAsJsonArray("violations").asList().stream()
          .map(violation -> (JsonObject) violation)
          .map(
              violation ->
                  violation.get("field").getAsString()
                      + ": "
                      + violation.get("description").getAsString())
          .toList();
    }
  }
}
