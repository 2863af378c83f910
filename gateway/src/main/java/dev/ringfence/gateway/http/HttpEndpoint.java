package dev.ringfence.gateway.http;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.ringfence.gateway.metrics.MetricsPage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * The HTTP port: /livez, /readyz, /healthz (or /healthz.json), /metrics, and what else it is given
 * to serve. Each request has a virtual thread of its own.
 */
public final class HttpEndpoint implements AutoCloseable {
  private static final int OK = 200;
  private static final int FOUND = 302;
  private static final int BACKLOG = 64;
  private static final int STOP_SECONDS = 1;

  private final HttpServerConfig config;
  private final Optional<SSLContext> tls;
  private final Pages pages;
  private final Map<String, HttpHandler> handlers;
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
    HealthPages health = new HealthPages(reports);
    Map<String, Supplier<Page>> own = new HashMap<>();
    own.put("/livez", health::live);
    own.put("/readyz", health::ready);
    own.put("/healthz", health::details);
    own.put("/healthz.json", health::json);
    own.put(
        "/metrics",
        new SharedPage(() -> Page.fresh(OK, MetricsPage.CONTENT_TYPE, metricsPage.text())));
    home.ifPresent(
        place -> {
          Page leading = Page.text(FOUND, "See " + place + "\n").with("Location", place);
          own.put("/", () -> leading);
        });
    pages = new Pages(own, "There is /livez, /readyz, /healthz, /metrics and /v1/openapi.json\n");
  }

  /** Opens the port. */
  public void start() throws IOException {
    applyLimits();
    server = open(new InetSocketAddress(config.host(), config.port()));
    server.setExecutor(executor);
    serve("/", pages);
    handlers.forEach(this::serve);
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

  private void serve(String path, HttpHandler handler) {
    server.createContext(path, handler).getFilters().add(new InPieces());
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
}
