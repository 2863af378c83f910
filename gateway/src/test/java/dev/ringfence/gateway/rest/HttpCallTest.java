package dev.ringfence.gateway.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.ringfence.gateway.testing.BareHttpServer;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a call holds is given back once, before its caller can have all of the answer. */
@Timeout(30)
final class HttpCallTest {
  private static final String GIVEN_BACK = "given back";

  private final List<String> happened = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = BareHttpServer.open();
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void shouldGiveBackWhatItHoldsBeforeTheLastByteOfItsAnswer() throws Exception {
    String answer = answer(call -> call.send("{\"yes\":true}"));

    assertEquals("{\"yes\":true}\n", answer);
    assertEquals(List.of("12 bytes", GIVEN_BACK, "1 bytes"), happened);
  }

  @Test
  void shouldGiveBackWhatItHoldsBeforeTheLastByteOfARefusal() throws Exception {
    String answer =
        answer(
            _ -> {
              throw ProblemException.of(RestReason.NO_SUCH_PATH);
            });

    assertTrue(answer.contains("NO_SUCH_PATH"), answer);
    assertEquals(List.of(GIVEN_BACK, "1 bytes"), happened.subList(1, happened.size()));
  }

  private String answer(HttpCall.Work work) throws Exception {
    server.createContext(
        "/",
        exchange -> {
          exchange.setStreams(null, watched(exchange));
          HttpCall.serve(
              exchange,
              call -> {
                call.holds(() -> happened.add(GIVEN_BACK));
                work.answer(call);
              });
        });
    URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()).body();
    }
  }

  private OutputStream watched(HttpExchange exchange) {
    return new FilterOutputStream(exchange.getResponseBody()) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        happened.add(length + " bytes");
        out.write(bytes, offset, length);
      }
    };
  }
}
