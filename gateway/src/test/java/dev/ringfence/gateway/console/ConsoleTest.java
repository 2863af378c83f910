package dev.ringfence.gateway.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.gateway.http.HttpEndpoint;
import dev.ringfence.gateway.http.HttpServerConfig;
import dev.ringfence.gateway.metrics.MetricsPage;
import dev.ringfence.gateway.testing.LibraryComplaints;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ConsoleTest {
  private static final Path SOURCES = Path.of("src/main/resources/dev/ringfence/gateway/console");
  private static final Pattern MENTION =
      Pattern.compile("(?:from \"\\./|src=\"|href=\")([a-z.]+)\"");

  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpEndpoint endpoint =
      new HttpEndpoint(
          HttpServerConfig.listeningOn("127.0.0.1", 0),
          Optional.empty(),
          () -> {
            throw new AssertionError("Nobody asks how it is");
          },
          new MetricsPage(1),
          Map.of(Console.ROOT, Console.pages()),
          Optional.of(Console.ROOT));

  @BeforeEach
  void start() throws IOException {
    endpoint.start();
  }

  @AfterEach
  void stop() {
    endpoint.close();
    client.close();
  }

  @Test
  void shouldLeadThereFromTheRoot() throws Exception {
    HttpResponse<String> answer = ask("GET", "/");

    assertEquals(302, answer.statusCode());
    assertEquals(Console.ROOT, answer.headers().firstValue("Location").orElseThrow());
  }

  @Test
  void shouldServeEachOfItsFiles() throws Exception {
    for (String name : Console.FILES) {
      HttpResponse<String> answer = ask("GET", Console.ROOT + name);

      assertEquals(200, answer.statusCode(), name);
      assertEquals(Files.readString(SOURCES.resolve(name)), answer.body(), name);
    }
    assertEquals(
        ask("GET", Console.ROOT + Console.FRONT_PAGE).body(), ask("GET", Console.ROOT).body());
  }

  @Test
  void shouldHaveJustTheFilesThatItNeeds() throws Exception {
    Set<String> mentioned = new HashSet<>(Set.of(Console.FRONT_PAGE));
    for (String name : Console.FILES) {
      MENTION
          .matcher(Files.readString(SOURCES.resolve(name)))
          .results()
          .forEach(found -> mentioned.add(found.group(1)));
    }
    try (Stream<Path> files = Files.list(SOURCES)) {
      Set<String> there =
          files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());

      assertEquals(there, Set.copyOf(Console.FILES));
      assertEquals(mentioned, Set.copyOf(Console.FILES));
    }
  }

  @Test
  void shouldRunNothingButItsOwnScripts() throws Exception {
    HttpResponse<String> answer = ask("GET", Console.ROOT);

    String policy = answer.headers().firstValue("Content-Security-Policy").orElseThrow();
    assertTrue(policy.startsWith("default-src 'none'; script-src 'self';"), policy);
    assertFalse(policy.contains("unsafe"), policy);
    assertTrue(policy.contains("frame-ancestors 'none'"), policy);
    assertEquals("nosniff", answer.headers().firstValue("X-Content-Type-Options").orElseThrow());
    assertEquals(
        "text/html; charset=utf-8", answer.headers().firstValue("Content-Type").orElseThrow());
  }

  /** One place where a name of somebody else's becomes HTML would be enough to steal a key. */
  @Test
  void shouldNeverMakeHtmlOfTexts() throws Exception {
    for (String name : Console.FILES) {
      String source = Files.readString(SOURCES.resolve(name));
      for (String door :
          List.of("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(")) {
        assertFalse(source.contains(door), () -> name + " has " + door);
      }
    }
  }

  @Test
  void shouldNotSendAgainWhatABrowserHas() throws Exception {
    String tag = ask("GET", Console.ROOT + "api.js").headers().firstValue("ETag").orElseThrow();

    HttpResponse<String> answer = ask("GET", Console.ROOT + "api.js", "If-None-Match", tag);

    assertEquals(304, answer.statusCode());
    assertEquals("", answer.body());
  }

  @Test
  void shouldServeNothingElse() throws Exception {
    for (String path :
        List.of(
            "nothing.js", "../Console.class", "%2e%2e/Console.class", "/etc/passwd", "api.js/")) {
      assertEquals(404, ask("GET", Console.ROOT + path).statusCode(), path);
    }
    HttpResponse<String> posted = ask("POST", Console.ROOT);
    assertEquals(405, posted.statusCode());
    assertEquals("GET, HEAD", posted.headers().firstValue("Allow").orElseThrow());
    HttpResponse<String> head = ask("HEAD", Console.ROOT);
    assertEquals(200, head.statusCode());
    assertEquals("", head.body());
  }

  @Test
  void shouldSayNothingInTheLogOfWhoeverAsksForTheHeadOfNothing() throws Exception {
    try (LibraryComplaints complaints = LibraryComplaints.ofTheHttpServer()) {
      assertEquals(404, ask("HEAD", Console.ROOT + "nothing.js").statusCode());
      assertEquals(List.of(), complaints.said());
    }
  }

  private HttpResponse<String> ask(String method, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoint.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }
}
