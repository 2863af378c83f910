package dev.ringfence.perf.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.Outcome;
import dev.ringfence.localstack.testing.Backends;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

final class TextbookStoreIT {
  private static final Pattern FIRST_WORDS =
      Pattern.compile("(?s)(SELECT .* FROM \\w+|UPDATE \\w+|INSERT INTO \\w+).*?( FOR UPDATE)?");

  private final List<String> statements = new ArrayList<>();

  /** With one more it would be slower than what it stands for. */
  @Test
  void shouldReserveWithNoMoreStatementsThanTheTextbook() throws Exception {
    String jdbcUrl = Backends.freshDatabase().jdbcUrl();
    try (HikariDataSource pool = BaselinePool.open(jdbcUrl, BaselineVariant.TEXTBOOK);
        HikariDataSource listened = listenedTo(pool)) {
      TextbookStore store = new TextbookStore(listened);
      store.open(new Identity(1, "open", 1), "USD");
      store.deposit(new Identity(1, "deposit", 2), new BigDecimal("100"));
      statements.clear();

      CommandResult result =
          store.reserve(new Identity(1, "reserve", 3), "order", new BigDecimal("30"));

      assertEquals(Outcome.OUTCOME_ACCEPTED, result.getOutcome());
      assertEquals(
          List.of(
              "SELECT FROM ledger",
              "SELECT FROM accounts FOR UPDATE",
              "UPDATE accounts",
              "INSERT INTO ledger",
              "INSERT INTO outbox",
              "INSERT INTO reservations",
              "commit"),
          statements);
    }
  }

  private HikariDataSource listenedTo(DataSource pool) {
    HikariConfig config = new HikariConfig();
    config.setMaximumPoolSize(1);
    config.setAutoCommit(false);
    config.setDataSource(
        listen(
            DataSource.class,
            pool,
            result -> result instanceof Connection connection ? listenedTo(connection) : result));
    return new HikariDataSource(config);
  }

  private Connection listenedTo(Connection connection) {
    return listen(Connection.class, connection, result -> result);
  }

  private interface Answer {
    Object of(Object result);
  }

  private <T> T listen(Class<T> type, T real, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> {
              if (method.getName().equals("prepareStatement")) {
                statements.add(inShort((String) arguments[0]));
              } else if (method.getName().equals("commit")) {
                statements.add("commit");
              }
              try {
                return answer.of(method.invoke(real, arguments));
              } catch (InvocationTargetException failed) {
                throw failed.getCause();
              }
            }));
  }

  private static String inShort(String sql) {
    String oneLine = sql.replaceAll("\\s+", " ").strip();
    Matcher words = FIRST_WORDS.matcher(oneLine);
    if (!words.matches()) {
      return oneLine;
    }
    String lock = words.group(2) == null ? "" : words.group(2);
    return words.group(1).replaceFirst("SELECT .* FROM", "SELECT FROM") + lock;
  }
}
