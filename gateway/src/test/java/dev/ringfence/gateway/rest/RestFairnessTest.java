package dev.ringfence.gateway.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.api.v1.LedgerEntry;
import dev.ringfence.api.v1.ListLedgerResponse;
import dev.ringfence.engine.command.Command;
import dev.ringfence.gateway.identity.Caller;
import dev.ringfence.gateway.identity.Credentials;
import dev.ringfence.gateway.identity.Grant;
import dev.ringfence.gateway.identity.Identified;
import dev.ringfence.gateway.rest.RestConfig.AtOnce;
import dev.ringfence.gateway.rest.RestServer.Reply;
import dev.ringfence.gateway.testing.FakeShard;
import dev.ringfence.gateway.testing.TestServer;
import dev.ringfence.localstack.testing.Until;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One client can't take what all share. */
@Timeout(60)
final class RestFairnessTest {
  private static final String ACCOUNT = "/v1/accounts/42";
  private static final String CHANGES = ACCOUNT + "/changes";
  private static final String LEDGER = ACCOUNT + "/ledger";

  private final HttpClient http = HttpClient.newHttpClient();
  private RestServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        new RestServer(
            RestFairnessTest::identify,
            new RestConfig(
                1_024, new AtOnce(3, 2), new AtOnce(3, 2), 60_000, new AtOnce(3, 2), 60_000),
            UnaryOperator.identity());
    answer();
  }

  @AfterEach
  void stop() {
    http.shutdownNow();
    server.close();
  }

  @Test
  void shouldLeaveStreamsForOthersWhenOneClientTakesAllItCan() throws Exception {
    List<HttpResponse<InputStream>> taken = List.of(stream("greedy"), stream("greedy"));

    assertEquals(200, taken.getLast().statusCode());
    assertEquals(429, stream("greedy").statusCode());
    assertEquals(200, stream("other").statusCode());
    assertEquals(429, stream("third").statusCode(), "all of them together have a limit, too");
  }

  @Test
  void shouldLeaveCallsForOthersWhenOneClientTakesAllItCan() throws Exception {
    BlockingQueue<Command> held = new LinkedBlockingQueue<>();
    server.shard().behave(held::add);
    List<CompletableFuture<Reply>> taken = new ArrayList<>();
    List<Command> commands = new ArrayList<>();
    for (int call = 0; call < 2; call++) {
      taken.add(server.sendLater(request("greedy", ACCOUNT)));
      commands.add(held.take());
    }
    answer();

    assertEquals(429, server.send(request("greedy", ACCOUNT)).status());
    assertEquals(200, server.send(request("other", ACCOUNT)).status());

    server
        .shard()
        .run(
            () ->
                commands.forEach(
                    command -> {
                      command.answer().clear();
                      TestServer.fillAccount(command.answer().accepted(true));
                      FakeShard.answer(command);
                    }))
        .join();
    for (CompletableFuture<Reply> call : taken) {
      assertEquals(200, call.get(30, TimeUnit.SECONDS).status());
    }
    assertEquals(200, server.send(request("greedy", ACCOUNT)).status(), "its places are free");
  }

  @Test
  void shouldLeaveRoomForOthersWhenAClientReadsNoneOfItsLists() throws Exception {
    server.ledger().holdPage(largerThanAllBuffers());
    try (Socket one = askAndReadNothing("greedy", LEDGER);
        Socket another = askAndReadNothing("greedy", LEDGER)) {
      assertTrue(one.isConnected() && another.isConnected());

      assertEquals(429, server.send(request("greedy", LEDGER)).status());
      assertEquals(429, server.send(request("greedy", ACCOUNT + "/positions")).status());
      assertEquals(200, server.send(request("greedy", ACCOUNT)).status(), "it is no list");
      server.ledger().holdPage(ListLedgerResponse.getDefaultInstance());
      assertEquals(200, server.send(request("other", LEDGER)).status());
    }

    Until.holds(
        "its places are free", () -> server.send(request("greedy", LEDGER)).status() == 200);
  }

  private static ListLedgerResponse largerThanAllBuffers() {
    LedgerEntry.Builder entry = LedgerEntry.newBuilder().setType("x".repeat(100_000));
    return ListLedgerResponse.newBuilder()
        .addAllEntries(Collections.nCopies(200, entry.build()))
        .build();
  }

  /** Returns when the answer has begun. */
  private Socket askAndReadNothing(String name, String path) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    String request =
        "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: %s\r\n\r\n".formatted(path, name);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    byte[] begin = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
    assertEquals("HTTP/1.1 200", new String(begin, StandardCharsets.US_ASCII));
    return socket;
  }

  private void answer() {
    server.shard().answerWith(command -> TestServer.fillAccount(command.answer().accepted(true)));
  }

  private HttpResponse<InputStream> stream(String name) throws Exception {
    return http.send(request(name, CHANGES).build(), BodyHandlers.ofInputStream());
  }

  private HttpRequest.Builder request(String name, String path) {
    return server.request(path).header("Authorization", name);
  }

  private static Identified identify(Credentials credentials) {
    return new Identified.Known(
        new Caller(credentials.authorization().orElseThrow(), List.of(Grant.ALL), false));
  }
}
