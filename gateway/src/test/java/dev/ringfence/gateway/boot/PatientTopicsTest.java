package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.journal.Complaint;
import dev.ringfence.journal.relay.TopicsConfig;
import dev.ringfence.journal.testing.LogLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class PatientTopicsTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Logger log = LoggerFactory.getLogger(PatientTopicsTest.class);
  private final LogLines lines = new LogLines(PatientTopicsTest.class);
  private final AtomicLong nanos = new AtomicLong();

  @TempDir private Path folder;
  private Path truststore;
  private Thread waiting;

  @BeforeEach
  void waitForAKafkaThatCanNotBeReached() {
    truststore = folder.resolve("trust.p12");
    SortedMap<String, String> login = new TreeMap<>();
    login.put("security.protocol", "SSL");
    login.put("ssl.truststore.type", "PKCS12");
    login.put("ssl.truststore.location", truststore.toString());
    login.put("ssl.truststore.password", "hunter2");
    PatientTopics topics =
        new PatientTopics(
            new KafkaConnection("127.0.0.1:1", login).settings(),
            new TopicsConfig(1, (short) 1, 1),
            new Complaint(log, nanos::get));
    waiting = Thread.ofPlatform().daemon().start(() -> ensure(topics));
  }

  @AfterEach
  void stop() throws InterruptedException {
    waiting.interrupt();
    waiting.join();
    lines.close();
  }

  @Test
  void shouldSayAgainWhyItWaitsWhenTheReasonChanges() throws Exception {
    String missing = next(LIMIT);
    Files.write(truststore, new byte[] {1, 2, 3});
    String broken = next(LIMIT);

    assertTrue(missing.contains("trust.p12"), missing);
    assertNotEquals(missing, broken);
    assertFalse((missing + broken).contains("hunter2"));
  }

  @Test
  void shouldSayItOnceMoreWhenAMinuteHasPassed() throws Exception {
    String first = next(LIMIT);
    nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
    String second = next(LIMIT);

    assertTrue(first.contains("trust.p12"), first);
    assertEquals(first, second);
  }

  /** It waits for an answer for as long as it is told, and not for the minute that Kafka would. */
  @Test
  void shouldSayWithinItsDeadlineThatNobodyAnswers() throws Exception {
    Thread silence =
        Thread.ofPlatform()
            .daemon()
            .start(
                () ->
                    ensure(
                        new PatientTopics(
                            KafkaConnection.to("127.0.0.1:1").settings(),
                            new TopicsConfig(1, (short) 1, 1),
                            new Complaint(log, nanos::get))));

    String line = next(LIMIT.multipliedBy(3));
    while (line.contains("trust.p12")) {
      line = next(LIMIT.multipliedBy(3));
    }
    assertTrue(line.contains("no answer to listing the topics"), line);
    silence.interrupt();
    silence.join();
  }

  private String next(Duration limit) throws InterruptedException {
    return lines.next(limit).getFormattedMessage();
  }

  private static void ensure(PatientTopics topics) {
    try {
      topics.ensure();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
