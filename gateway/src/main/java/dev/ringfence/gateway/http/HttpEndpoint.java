package dev.ringfence.gateway.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.ringfence.gateway.metrics.MetricsPage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP port: /livez, /readyz, /healthz (or /healthz.json), /metrics, and what else it is given
 * to serve. Each request has a virtual thread of its own.
 */
public final class HttpEndpoint implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(HttpEndpoint.class);
  private static final int OK = 200;
  private static final int FOUND = 302;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int INTERNAL_ERROR = 500;
  private static final int BACKLOG = 64;
  private static final int STOP_SECONDS = 1;
  private static final long NO_BODY = -1;

  private final HttpServerConfig config;
  private final Optional<SSLContext> tls;
  private final Map<String, Supplier<Page>> pages;
  private final Map<String, HttpHandler> handlers;
  private final Optional<String> home;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer server;

  /**
   * Serves health, metrics and more.
   *
   * @param config where, and the limits
   * @param reports how the process is
   * @param metricsPage what was measured
   * @param handlers all else, by the beginning of its paths
   */
  public HttpEndpoint(
      HttpServerConfig config,
      Supplier<HealthReport> reports,
      MetricsPage metricsPage,
      Map<String, HttpHandler> handlers) {
    this(config, Optional.empty(), reports, metricsPage, handlers, Optional.empty());
  }

  /** The same, over TLS if there is a context for it, and with a home for whoever asks for /. */
  public HttpEndpoint(
      HttpServerConfig config,
      Optional<SSLContext> tls,
      Supplier<HealthReport> reports,
      MetricsPage metricsPage,
      Map<String, HttpHandler> handlers,
      Optional<String> home) {
    this.config = config;
    this.tls = tls;
    this.handlers = Map.copyOf(handlers);
    this.home = home;
    HealthPages health = new HealthPages(reports);
    pages =
        Map.of(
            "/livez", health::live,
            "/readyz", health::ready,
            "/healthz", health::details,
            "/healthz.json", health::json,
            "/metrics", () -> new Page(OK, MetricsPage.CONTENT_TYPE, metricsPage.text()));
  }

  /** Opens the port. */
  public void start() throws IOException {
    applyLimits();
    server = open(new InetSocketAddress(config.host(), config.port()));
    server.setExecutor(executor);
    server.createContext("/", this::answer);
    handlers.forEach(server::createContext);
    server.start();
  }

  /** The port that is open, where the configuration left the choice to the system. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    if (server != null) {
      server.stop(STOP_SECONDS);
    }
    executor.shutdownNow();
  }

  private HttpServer open(InetSocketAddress address) throws IOException {
    if (tls.isEmpty()) {
      return HttpServer.create(address, BACKLOG);
    }
    HttpsServer secure = HttpsServer.create(address, BACKLOG);
    secure.setHttpsConfigurator(new HttpsConfigurator(ClosableTls.of(tls.get())));
    return secure;
  }

  /** The JDK's server knows no other way, and reads these once: the first endpoint decides. */
  private void applyLimits() {
    System.setProperty("jdk.httpserver.maxConnections", Integer.toString(config.maxConnections()));
    // By itself it keeps 200, and closes what is idle beyond them under its caller's next request.
    System.setProperty(
        "sun.net.httpserver.maxIdleConnections", Integer.toString(config.maxConnections()));
    System.setProperty(
        "sun.net.httpserver.maxReqTime", Integer.toString(config.maxRequestSeconds()));
    System.setProperty(
        "sun.net.httpserver.maxRspTime", Integer.toString(config.maxResponseSeconds()));
    System.setProperty("sun.net.httpserver.idleInterval", Integer.toString(config.idleSeconds()));
    System.setProperty("sun.net.httpserver.maxReqHeaders", "50");
    System.setProperty(
        "sun.net.httpserver.maxReqHeaderSize", Integer.toString(config.maxHeaderBytes()));
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Page page = page(exchange);
      byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", page.contentType());
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(page.status(), NO_BODY);
      } else {
        exchange.sendResponseHeaders(page.status(), body.length);
        exchange.getResponseBody().write(body);
      }
    }
  }

  private Page page(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    Supplier<Page> page = pages.get(path);
    if (page == null && path.equals("/") && home.isPresent()) {
      exchange.getResponseHeaders().set("Location", home.get());
      return Page.text(FOUND, "See " + home.get() + "\n");
    }
    if (page == null) {
      return Page.text(
          NOT_FOUND, "There is /livez, /readyz, /healthz, /metrics and /v1/openapi.json\n");
    }
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      return Page.text(METHOD_NOT_ALLOWED, "Only GET and HEAD are answered here\n");
    }
    try {
      return page.get();
    } catch (RuntimeException defect) {
      LOGGER.error("The page {} could not be made", path, defect);
      return Page.text(INTERNAL_ERROR, "A defect of the server; its log says more\n");
    }
  }
}
