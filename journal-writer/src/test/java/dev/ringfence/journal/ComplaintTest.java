package dev.ringfence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.journal.testing.LogLines;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

final class ComplaintTest {
  private final LogLines lines = new LogLines(ComplaintTest.class);
  private final AtomicLong nanos = new AtomicLong();
  private final Complaint complaint =
      new Complaint(LoggerFactory.getLogger(ComplaintTest.class), nanos::get);

  @AfterEach
  void stop() {
    lines.close();
  }

  @Test
  void shouldSayTheSameOnceAMinute() {
    complaint.warn("away (waiting=1)");
    complaint.warn("away (waiting=2)");
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(59));
    complaint.warn("away (waiting=3)");
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    complaint.warn("away (waiting=4)");

    assertEquals(List.of("away (waiting=1)", "away (waiting=4)"), lines.said());
  }

  @Test
  void shouldSayWhatIsNewAtOnce() {
    complaint.warn("away");
    complaint.warn("ALARM");
    complaint.end();
    complaint.warn("ALARM");

    assertEquals(List.of("away", "ALARM", "ALARM"), lines.said());
  }

  @Test
  void shouldGiveTheReasonBelowThePool() {
    SQLException below = new SQLException("Connection to db:5432 refused. Check it.", "08001");

    assertEquals(
        "Connection to db:5432 refused",
        Complaint.reason(new SQLTransientConnectionException("timed out", "08001", below)));
    assertEquals("no leader", Complaint.reason(new IllegalStateException("no leader")));
    assertEquals(
        "can't be read: Connection to db:5432 refused",
        Complaint.reason(new IllegalStateException("can't be read", below)));
  }

  @Test
  void shouldGiveWhatLiesAtTheBottomOnce() {
    IOException bottom = new IOException("no route");

    assertEquals(
        "away: no route", Complaint.reason(new IllegalStateException("away: no route", bottom)));
    assertEquals("away: no route", Complaint.reason(new IllegalStateException("away", bottom)));
    assertEquals(
        "java.io.IOException: no route", Complaint.reason(new IllegalStateException(bottom)));
    assertEquals(
        "away: TimeoutException",
        Complaint.reason(new IllegalStateException("away", new TimeoutException())));
    assertEquals(
        "can't load a.p12: NoSuchFileException: a.p12",
        Complaint.reason(
            new IllegalStateException("can't load a.p12", new NoSuchFileException("a.p12"))));
  }

  @Test
  void shouldSayWhichFileAPasswordDoesNotOpen(@TempDir Path folder) throws Exception {
    Path keystore = folder.resolve("client.p12");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (OutputStream out = Files.newOutputStream(keystore)) {
      store.store(out, "right".toCharArray());
    }

    String reason =
        reasonOf(
            Map.of(
                "security.protocol", "SSL",
                "ssl.keystore.type", "PKCS12",
                "ssl.keystore.location", keystore.toString(),
                "ssl.keystore.password", "hunter2"));

    assertTrue(reason.contains(keystore + " of type PKCS12: "), reason);
    assertFalse(reason.contains("hunter2"), reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"required password=a hunter2;", "required password=\"a\"hunter2\";", "hunter2"})
  void shouldKeepAPasswordToItselfThatKafkaTakesForSomethingElse(String options) {
    String reason =
        reasonOf(
            Map.of(
                "security.protocol", "SASL_PLAINTEXT",
                "sasl.mechanism", "PLAIN",
                "sasl.jaas.config", PlainLoginModule.class.getName() + " " + options));

    assertTrue(reason.contains("JAAS config"), reason);
    assertFalse(reason.contains("hunter2"), reason);
  }

  private static String reasonOf(Map<String, Object> login) {
    Map<String, Object> settings = new HashMap<>(login);
    settings.put("bootstrap.servers", "127.0.0.1:1");
    settings.put("group.id", "test");
    return Complaint.reason(assertThrows(KafkaException.class, () -> open(settings)));
  }

  private static void open(Map<String, Object> settings) {
    new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()).close();
  }
}
