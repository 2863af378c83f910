package dev.ringfence.perf.baseline;

import com.zaxxer.hikari.HikariDataSource;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The baseline's server: its netty threads only decode and hand over, and there are as many threads
 * as connections, so that none waits for one.
 */
public final class BaselineServer implements AutoCloseable {
  private final HikariDataSource pool;
  private final ExecutorService executor;
  private final Server server;

  private BaselineServer(HikariDataSource pool, ExecutorService executor, Server server) {
    this.pool = pool;
    this.executor = executor;
    this.server = server;
  }

  /** Makes fresh tables, drops those of an earlier run, and serves; port 0 for any free one. */
  public static BaselineServer start(String jdbcUrl, BaselineVariant variant, int port)
      throws SQLException, IOException {
    HikariDataSource pool = BaselinePool.open(jdbcUrl, variant);
    ExecutorService executor =
        Executors.newFixedThreadPool(
            BaselinePool.CONNECTIONS, Thread.ofPlatform().name("baseline-", 0).factory());
    try {
      Server server =
          NettyServerBuilder.forAddress(
                  new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port))
              .directExecutor()
              .addService(new BaselineService(variant.store(pool), executor))
              .build()
              .start();
      return new BaselineServer(pool, executor, server);
    } catch (IOException | RuntimeException e) {
      executor.shutdown();
      pool.close();
      throw e;
    }
  }

  /** Where it serves. */
  public String address() {
    return "127.0.0.1:" + server.getPort();
  }

  void awaitTermination() throws InterruptedException {
    server.awaitTermination();
  }

  @Override
  public void close() {
    server.shutdown();
    try {
      if (!server.awaitTermination(5, TimeUnit.SECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    executor.shutdown();
    pool.close();
  }
}
