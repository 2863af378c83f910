package dev.ringfence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class ComplaintTest {
  private final Logger log = (Logger) LoggerFactory.getLogger(ComplaintTest.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final AtomicLong nanos = new AtomicLong();
  private final Complaint complaint = new Complaint(log, nanos::get);

  @BeforeEach
  void listen() {
    log.setLevel(Level.INFO);
    log.setAdditive(false);
    lines.start();
    log.addAppender(lines);
  }

  @AfterEach
  void stop() {
    log.detachAppender(lines);
  }

  @Test
  void shouldSayTheSameOnceAMinute() {
    complaint.warn("away (waiting=1)");
    complaint.warn("away (waiting=2)");
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(59));
    complaint.warn("away (waiting=3)");
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    complaint.warn("away (waiting=4)");

    assertEquals(List.of("away (waiting=1)", "away (waiting=4)"), said());
  }

  @Test
  void shouldSayWhatIsNewAtOnce() {
    complaint.warn("away");
    complaint.warn("ALARM");
    complaint.end();
    complaint.warn("ALARM");

    assertEquals(List.of("away", "ALARM", "ALARM"), said());
  }

  @Test
  void shouldGiveTheReasonBelowThePool() {
    SQLException below = new SQLException("Connection to db:5432 refused. Check it.", "08001");

    assertEquals(
        "Connection to db:5432 refused",
        Complaint.reason(new SQLTransientConnectionException("timed out", "08001", below)));
    assertEquals("no leader", Complaint.reason(new IllegalStateException("no leader")));
  }

  private List<String> said() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
