package dev.ringfence.journal.relay;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Acknowledges what its script lets pass; null passes. */
final class ScriptedProducer extends MockProducer<byte[], byte[]> {
  private final Function<ProducerRecord<byte[], byte[]>, Exception> script;

  ScriptedProducer(Function<ProducerRecord<byte[], byte[]>, Exception> script) {
    super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    this.script = script;
  }

  @Override
  public synchronized Future<RecordMetadata> send(
      ProducerRecord<byte[], byte[]> record, Callback callback) {
    Exception failure = script.apply(record);
    if (failure == null) {
      return super.send(record, callback);
    }
    callback.onCompletion(null, failure);
    return CompletableFuture.failedFuture(failure);
  }
}
