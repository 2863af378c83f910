package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.ringfence.journal.Complaint;
import dev.ringfence.journal.relay.TopicsConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

final class PatientTopicsTest {
  private final Logger log = (Logger) LoggerFactory.getLogger(PatientTopicsTest.class);
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.add(event.getFormattedMessage());
        }
      };
  private final AtomicLong nanos = new AtomicLong();

  @TempDir private Path folder;
  private Path truststore;
  private Thread waiting;

  @BeforeEach
  void waitForAKafkaThatCanNotBeReached() {
    appender.start();
    log.setLevel(Level.TRACE);
    log.setAdditive(false);
    log.addAppender(appender);
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
    log.detachAppender(appender);
  }

  @Test
  void shouldSayAgainWhyItWaitsWhenTheReasonChanges() throws Exception {
    String missing = lines.poll(10, TimeUnit.SECONDS);
    Files.write(truststore, new byte[] {1, 2, 3});
    String broken = lines.poll(10, TimeUnit.SECONDS);

    assertTrue(String.valueOf(missing).contains("trust.p12"), missing);
    assertNotNull(broken);
    assertNotEquals(missing, broken);
    assertFalse((missing + broken).contains("hunter2"));
  }

  @Test
  void shouldSayItOnceMoreWhenAMinuteHasPassed() throws Exception {
    String first = lines.poll(10, TimeUnit.SECONDS);
    nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
    String second = lines.poll(10, TimeUnit.SECONDS);

    assertTrue(String.valueOf(first).contains("trust.p12"), first);
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

    String line = lines.poll(30, TimeUnit.SECONDS);
    while (line != null && line.contains("trust.p12")) {
      line = lines.poll(30, TimeUnit.SECONDS);
    }
    assertTrue(String.valueOf(line).contains("no answer to listing the topics"), line);
    silence.interrupt();
    silence.join();
  }

  private static void ensure(PatientTopics topics) {
    try {
      topics.ensure();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
