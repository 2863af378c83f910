package dev.ringfence.gateway.console;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Serves the console's files. They hold nothing but code, so nobody is asked who he is before he
 * gets them; what they ask of the API goes by its rules.
 */
public final class Console implements HttpHandler {
  /** Where it begins. */
  public static final String ROOT = "/console/";

  static final String FRONT_PAGE = "index.html";
  static final List<String> FILES =
      List.of(
          FRONT_PAGE,
          "console.css",
          "icon.svg",
          "console.js",
          "account.js",
          "api.js",
          "commands.js",
          "dom.js",
          "format.js",
          "ledger.js",
          "letters.js",
          "metrics.js",
          "overview.js",
          "pages.js",
          "sparkline.js",
          "warnings.js");

  /** Only its own scripts run, they talk to this server only, and no page puts it into a frame. */
  private static final String SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final int OK = 200;
  private static final int NOT_MODIFIED = 304;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final long NO_BODY = -1;

  private final Map<String, ConsoleFile> files =
      FILES.stream().collect(Collectors.toUnmodifiableMap(Function.identity(), ConsoleFile::read));

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String name = exchange.getRequestURI().getRawPath().substring(ROOT.length());
      ConsoleFile file = files.get(name.isEmpty() ? FRONT_PAGE : name);
      String method = exchange.getRequestMethod();
      if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        refuse(exchange, METHOD_NOT_ALLOWED, "Only GET and HEAD are answered here\n");
      } else if (file == null) {
        refuse(exchange, NOT_FOUND, "The console has no such file; it begins at " + ROOT + "\n");
      } else {
        send(exchange, file, method.equals("HEAD"));
      }
    }
  }

  private static void send(HttpExchange exchange, ConsoleFile file, boolean isHeadOnly)
      throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", file.contentType());
    headers.set("Content-Security-Policy", SECURITY_POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cache-Control", "no-cache");
    headers.set("ETag", file.tag());
    if (file.tag().equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      exchange.sendResponseHeaders(NOT_MODIFIED, NO_BODY);
    } else if (isHeadOnly) {
      exchange.sendResponseHeaders(OK, NO_BODY);
    } else {
      write(exchange, OK, file.text());
    }
  }

  private static void refuse(HttpExchange exchange, int status, String message) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    write(exchange, status, message);
  }

  private static void write(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }
}
