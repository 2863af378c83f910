package dev.ringfence.localstack;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

/** One short question to each kind of server, over its real protocol. */
final class Clients {

  private Clients() {}

  static String query(LocalPostgres postgres, String sql) throws SQLException {
    String url = postgres.jdbcUrl() + "&connectTimeout=2&socketTimeout=2&loginTimeout=2";
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  static void execute(LocalPostgres postgres, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static boolean answers(LocalServer server) {
    return switch (server) {
      case LocalPostgres postgres -> selectsOne(postgres);
      case LocalKafka kafka -> listsTopics(kafka);
      case LocalRedis redis -> pongs(redis);
      default -> throw new IllegalArgumentException(server.name());
    };
  }

  static Set<String> topics(LocalKafka kafka) throws ExecutionException, InterruptedException {
    try (Admin admin = admin(kafka)) {
      return admin.listTopics().names().get();
    }
  }

  static void createTopic(LocalKafka kafka, String topic)
      throws ExecutionException, InterruptedException {
    try (Admin admin = admin(kafka)) {
      admin.createTopics(Set.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
  }

  private static Admin admin(LocalKafka kafka) {
    return Admin.create(
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            kafka.bootstrapServers(),
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            2_000,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            3_000));
  }

  private static boolean selectsOne(LocalPostgres postgres) {
    try {
      return query(postgres, "SELECT 1").equals("1");
    } catch (SQLException _) {
      return false;
    }
  }

  private static boolean listsTopics(LocalKafka kafka) {
    try {
      topics(kafka);
      return true;
    } catch (ExecutionException _) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean pongs(LocalRedis redis) {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(1_000);
      socket.connect(Ports.address(redis.port()), 1_000);
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes("+PONG".length());
      return new String(answer, StandardCharsets.US_ASCII).equals("+PONG");
    } catch (IOException _) {
      return false;
    }
  }
}
