package dev.ringfence.perf.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringfence.events.v1.DepositEvent;
import dev.ringfence.journal.relay.Topics;
import dev.ringfence.perf.report.Round;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * One round of payments over Kafka. A payment is done when its event comes out of Kafka: that is a
 * little later than its commit, and it is there only because of it. Ends when all have come.
 */
final class IngressRound {
  private static final String AMOUNT = "3";
  private static final long CHANGE = 30_000;
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(60);
  private static final long NAP_NANOS = 200_000;
  private static final long AHEAD_NANOS = Duration.ofSeconds(1).toNanos();

  /** So many may be under way when the rate is max. */
  private static final int OUTSTANDING = 20_000;

  /** No round has more records than this. */
  private static final int CAPACITY = 1 << 22;

  private static final long SEEN = Long.MIN_VALUE;

  private final String bootstrapServers;
  private final Rate rate;
  private final int[] accounts;
  private final Expectations expectations;
  private final String prefix;
  private final Duration duration;
  private final AtomicLongArray planned = new AtomicLongArray(CAPACITY);
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong done = new AtomicLong();
  private final AtomicReference<RuntimeException> fault = new AtomicReference<>();
  private Measurements measurements;
  private long startNanos;
  private long endNanos;

  /**
   * @param prefix sets the event ids of this round apart from all others
   */
  IngressRound(
      String bootstrapServers,
      Rate rate,
      int[] accounts,
      Expectations expectations,
      String prefix,
      Duration duration) {
    this.bootstrapServers = bootstrapServers;
    this.rate = rate;
    this.accounts = accounts;
    this.expectations = expectations;
    this.prefix = prefix;
    this.duration = duration;
  }

  Round run() {
    try (EventTail events = new EventTail(bootstrapServers, prefix, this::take, this::fail);
        KafkaProducer<byte[], byte[]> producer = producer()) {
      // Before the first one counts, so that nobody waits for where the partitions are.
      var _ = producer.partitionsFor(Topics.DEPOSITS);
      startNanos = System.nanoTime() + AHEAD_NANOS;
      endNanos = startNanos + duration.toNanos();
      measurements = new Measurements(startNanos, endNanos);
      events.start();
      awaitAll(send(producer));
    } catch (KafkaException failed) {
      throw new UnreachableException("Kafka gives no answer: " + failed.getMessage(), failed);
    }
    if (fault.get() != null) {
      throw fault.get();
    }
    return measurements.result();
  }

  private long send(KafkaProducer<byte[], byte[]> producer) {
    TimerSlack.makeExact();
    Pacer pacer = rate.isMax() ? null : new Pacer(Clock.SYSTEM, startNanos, rate.perSecond());
    LockSupport.parkNanos(startNanos - System.nanoTime());
    long number = 0;
    for (; number < CAPACITY && fault.get() == null; number++) {
      long plannedNanos;
      if (pacer == null) {
        awaitRoom(number);
        plannedNanos = System.nanoTime();
      } else {
        plannedNanos = pacer.plannedNanos(number);
        pacer.await(plannedNanos);
      }
      if (plannedNanos - endNanos >= 0) {
        break;
      }
      planned.set((int) number, plannedNanos);
      var _ = producer.send(record(number), (_, failure) -> onSent(failure));
    }
    if (number == CAPACITY) {
      // Its rate would be that of a part of its time.
      fail(
          new UnreachableException(
              "No round has more than %,d payments: take a shorter --duration"
                  .formatted(CAPACITY)));
    }
    return number;
  }

  private ProducerRecord<byte[], byte[]> record(long number) {
    long accountId = expectations.accountId(account(number));
    DepositEvent event =
        DepositEvent.newBuilder()
            .setEventId(prefix + Long.toString(number, 36))
            .setAccountId(accountId)
            .setAmount(AMOUNT)
            .setCurrency("USD")
            .build();
    return new ProducerRecord<>(
        Topics.DEPOSITS, Long.toString(accountId).getBytes(UTF_8), event.toByteArray());
  }

  private int account(long number) {
    return accounts[(int) (number & (accounts.length - 1))];
  }

  private void onSent(Exception failure) {
    if (failure == null) {
      taken.incrementAndGet();
    } else {
      fail(new UnreachableException("Kafka does not take a payment: " + failure, failure));
    }
  }

  private void awaitRoom(long sent) {
    while (sent - done.get() >= OUTSTANDING
        && fault.get() == null
        && System.nanoTime() < endNanos) {
      LockSupport.parkNanos(NAP_NANOS);
    }
  }

  private void awaitAll(long sent) {
    long limitNanos = System.nanoTime() + DRAIN_LIMIT.toNanos();
    while (done.get() < sent && fault.get() == null) {
      if (System.nanoTime() - limitNanos > 0) {
        throw new WrongAnswerException(
            "%,d of %,d payments had no effect within %d s. Kafka has taken %,d of them."
                .formatted(sent - done.get(), sent, DRAIN_LIMIT.toSeconds(), taken.get()));
      }
      LockSupport.parkNanos(NAP_NANOS);
    }
  }

  /** An event may come twice; the payment counts once. */
  private void take(String requestId, long nowNanos) {
    int number = Integer.parseInt(requestId.substring(prefix.length()), 36);
    long plannedNanos = planned.getAndSet(number, SEEN);
    if (plannedNanos != SEEN) {
      measurements.answered(true, plannedNanos, nowNanos);
      expectations.add(account(number), CHANGE);
      done.incrementAndGet();
    }
  }

  private void fail(RuntimeException failure) {
    fault.compareAndSet(null, failure);
  }

  private KafkaProducer<byte[], byte[]> producer() {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
