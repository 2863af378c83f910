package dev.ringfence.gateway.testing;

import com.sun.net.httpserver.HttpServer;
import dev.ringfence.gateway.http.HealthReport;
import dev.ringfence.gateway.http.HttpEndpoint;
import dev.ringfence.gateway.http.HttpServerConfig;
import dev.ringfence.gateway.metrics.MetricsPage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/** The JDK's server without ours around it. */
public final class BareHttpServer {
  private BareHttpServer() {}

  /**
   * Opens one on a free port. The JDK reads its limits once in the life of a process, when its
   * first server is made: that is one of ours, whichever test comes first.
   */
  public static HttpServer open() throws IOException {
    try (MetricsPage metrics = new MetricsPage(1);
        HttpEndpoint ours =
            new HttpEndpoint(
                HttpServerConfig.listeningOn("127.0.0.1", 0),
                () -> new HealthReport(true, true, List.of()),
                metrics,
                Map.of())) {
      ours.start();
    }
    return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }
}
