package dev.ringfence.perf.baseline;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** The pool that the baseline runs on, over fresh tables in a schema of their own. */
final class BaselinePool {
  static final int CONNECTIONS = 30;

  private BaselinePool() {}

  static HikariDataSource open(String jdbcUrl, BaselineVariant variant) throws SQLException {
    createTables(jdbcUrl, variant.schema());
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(jdbcUrl);
    config.setPoolName(variant.schema());
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(CONNECTIONS);
    config.setAutoCommit(variant.commitsByItself());
    config.setConnectionTimeout(10_000);
    config.addDataSourceProperty("currentSchema", variant.schema());
    config.addDataSourceProperty("prepareThreshold", "1");
    config.addDataSourceProperty("socketTimeout", "30");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    // Planning the same statement again and again would cost the baseline more than running it.
    config.addDataSourceProperty("options", "-c plan_cache_mode=force_generic_plan");
    return new HikariDataSource(config);
  }

  private static void createTables(String jdbcUrl, String schema) throws SQLException {
    String script = resource("schema.sql").replace("${schema}", schema);
    try (Connection connection = DriverManager.getConnection(jdbcUrl);
        Statement statement = connection.createStatement()) {
      statement.execute(script);
    }
  }

  static String resource(String name) {
    try (InputStream stream = BaselinePool.class.getResourceAsStream(name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the resource " + name, e);
    }
  }
}
