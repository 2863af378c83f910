package dev.ringfence.journal.relay;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Ends a relay at one point of its second batch, as abruptly as an {@link Error} can. */
final class RelayCrash extends Error {
  private static final long serialVersionUID = 1L;

  /** Where it happens. */
  enum Point {
    BEFORE_SEND,
    AFTER_SEND,
    AFTER_FLUSH,
    AFTER_CURSOR
  }

  private RelayCrash(Point point) {
    super(point.name());
  }

  /** An outbox whose second batch ends in a crash, if the point is one of its own. */
  static Outbox crashing(Outbox outbox, Point point) {
    return new Outbox() {
      private int reads;

      @Override
      public RelayProgress progress() throws SQLException {
        return outbox.progress();
      }

      @Override
      public List<OutboxRow> readAfter(long cursor, long epoch) throws SQLException {
        List<OutboxRow> rows = outbox.readAfter(cursor, epoch);
        reads++;
        crashAt(Point.BEFORE_SEND);
        return rows;
      }

      @Override
      public boolean moveCursor(long from, long to, long epoch) throws SQLException {
        crashAt(Point.AFTER_FLUSH);
        boolean moved = outbox.moveCursor(from, to, epoch);
        crashAt(Point.AFTER_CURSOR);
        return moved;
      }

      private void crashAt(Point here) {
        if (here == point && reads == 2) {
          throw new RelayCrash(point);
        }
      }

      @Override
      public int trim(long cursor) {
        return 0;
      }

      @Override
      public void close() {
        outbox.close();
      }
    };
  }

  /** A producer whose second flush does not come about. */
  static Producer<byte[], byte[]> crashing(Producer<byte[], byte[]> producer, Point point) {
    return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
      private int flushes;

      @Override
      public synchronized Future<RecordMetadata> send(
          ProducerRecord<byte[], byte[]> record, Callback callback) {
        return producer.send(record, callback);
      }

      @Override
      public synchronized void flush() {
        flushes++;
        if (point == Point.AFTER_SEND && flushes == 2) {
          throw new RelayCrash(point);
        }
        producer.flush();
      }

      @Override
      public void close(Duration timeout) {
        producer.close(timeout);
      }
    };
  }
}
