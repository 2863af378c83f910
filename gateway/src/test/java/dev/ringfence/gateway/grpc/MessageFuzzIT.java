package dev.ringfence.gateway.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.ringfence.api.v1.OpenAccountRequest;
import dev.ringfence.api.v1.SessionAnswer;
import dev.ringfence.api.v1.SessionResponse;
import dev.ringfence.api.v1.SubmitBatchRequest;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.domain.Amount;
import dev.ringfence.engine.testing.TestSeed;
import dev.ringfence.gateway.testing.FuzzedMessages;
import dev.ringfence.gateway.testing.RefusalDetails;
import dev.ringfence.gateway.testing.TestServer;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Valid messages with seeded damage, in their fields and in their bytes, through the real port:
 * each is answered or refused in the words of the API, and what is refused got nowhere. Longer with
 * {@code -Dringfence.fuzz.seconds}, of which {@code JsonFuzzIT} takes a quarter; a failure prints
 * the {@code -Dringfence.seed} that repeats it.
 */
final class MessageFuzzIT {
  private static final int SECONDS = Integer.getInteger("ringfence.fuzz.seconds", 60) * 3 / 4;
  private static final int IN_FLIGHT = 64;

  /** A watch ends with a reset, and who resets often is cut off. */
  private static final int STREAMS_ONE_IN = 100;

  private final long seed = TestSeed.get();
  private final Random random = new Random(seed);
  private final FuzzedMessages messages = new FuzzedMessages(random);
  private final Semaphore permits = new Semaphore(IN_FLIGHT);
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger correlated = new AtomicInteger();
  private final AtomicReference<String> wrong = new AtomicReference<>();

  @Test
  void shouldAnswerOrRefuseWhateverComes() throws Exception {
    List<MethodDescriptor> methods =
        Stream.of(
                OpenAccountRequest.getDescriptor().getFile().findServiceByName("AccountService"),
                SubmitBatchRequest.getDescriptor().getFile().findServiceByName("SessionService"))
            .map(ServiceDescriptor::getMethods)
            .flatMap(List::stream)
            .toList();
    long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    try (TestServer server = new TestServer()) {
      server.shard().answerWith(this::check);
      ManagedChannel channel =
          NettyChannelBuilder.forTarget(server.address()).usePlaintext().directExecutor().build();
      int sent = 0;
      while (System.nanoTime() - endNanos < 0 && wrong.get() == null) {
        MethodDescriptor method = methods.get(random.nextInt(methods.size()));
        if (type(method) == MethodType.SERVER_STREAMING && random.nextInt(STREAMS_ONE_IN) != 0) {
          continue;
        }
        byte[] bytes = messages.damaged(messages.valid(method.getInputType()).toByteArray());
        permits.acquire();
        call(channel, method, bytes);
        sent++;
      }
      assertTrue(permits.tryAcquire(IN_FLIGHT, 30, TimeUnit.SECONDS), "calls without an end");
      channel.shutdownNow();

      if (wrong.get() != null) {
        fail("-Dringfence.seed=" + seed + ": " + wrong.get());
      }
      assertEquals(sent, ended.get(), "-Dringfence.seed=" + seed);
      assertTrue(answered.get() > sent / 20, "too few were valid: " + answered + " of " + sent);
      assertTrue(refused.get() > sent / 20, "too few were damaged: " + refused + " of " + sent);
      assertTrue(correlated.get() > sent / 20, "too few on sessions: " + correlated);
      int reached = server.shard().published() + server.ledger().reads();
      assertEquals(
          answered.get(), reached, "what is refused got nowhere, -Dringfence.seed=" + seed);
    }
  }

  /** What reaches a shard keeps the promises that the engine relies on. */
  private void check(Command command) {
    boolean sound =
        command.accountId() > 0
            && command.amount() >= 0
            && command.amount() <= Amount.MAX
            && command.cash() >= 0
            && command.cash() <= Amount.MAX
            && command.timeToLiveMillis() >= 0;
    if (!sound) {
      wrong.compareAndSet(null, "the shard got " + command.type() + " out of bounds");
    }
    TestServer.fillAccount(command.answer().accepted(true)).replayed(true);
  }

  private void call(ManagedChannel channel, MethodDescriptor method, byte[] bytes) {
    MethodType type = type(method);
    ClientCall<byte[], byte[]> call =
        channel.newCall(
            io.grpc.MethodDescriptor.newBuilder(BYTES, BYTES)
                .setFullMethodName(method.getService().getFullName() + "/" + method.getName())
                .setType(type)
                .build(),
            CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS));
    StreamObserver<byte[]> observer =
        new StreamObserver<>() {
          private boolean enough;

          @Override
          public void onNext(byte[] answer) {
            if (method.getService().getName().equals("SessionService")) {
              judgeEach(answer);
            } else {
              answered.incrementAndGet();
            }
            // A watch would go on.
            if (type == MethodType.SERVER_STREAMING) {
              enough = true;
              call.cancel("That is enough", null);
            }
          }

          @Override
          public void onError(Throwable failure) {
            if (!enough) {
              refused.incrementAndGet();
              judge(method.getName(), failure);
            }
            end();
          }

          @Override
          public void onCompleted() {
            end();
          }

          private void end() {
            ended.incrementAndGet();
            permits.release();
          }
        };
    switch (type) {
      case UNARY -> ClientCalls.asyncUnaryCall(call, bytes, observer);
      case SERVER_STREAMING -> ClientCalls.asyncServerStreamingCall(call, bytes, observer);
      case BIDI_STREAMING -> {
        StreamObserver<byte[]> session = ClientCalls.asyncBidiStreamingCall(call, observer);
        session.onNext(bytes);
        session.onCompleted();
      }
      case CLIENT_STREAMING, UNKNOWN -> throw new IllegalArgumentException(method.getFullName());
    }
  }

  private static MethodType type(MethodDescriptor method) {
    if (method.isClientStreaming()) {
      return MethodType.BIDI_STREAMING;
    }
    return method.isServerStreaming() ? MethodType.SERVER_STREAMING : MethodType.UNARY;
  }

  /**
   * Refused in the words of the API, with the reason, and with the fields where it is about them.
   */
  private void judge(String method, Throwable failure) {
    RefusalDetails refusal = RefusalDetails.of(failure);
    String expected =
        refusal.fields().isEmpty()
            ? "INVALID_ARGUMENT UNREADABLE_REQUEST"
            : "INVALID_ARGUMENT INVALID_REQUEST";
    if (!refusal.codeAndReason().equals(expected)) {
      wrong.compareAndSet(null, method + " ended as " + failure + ": " + refusal);
    }
  }

  /** A batch and what a session says at once look the same. */
  private void judgeEach(byte[] answers) {
    try {
      for (SessionAnswer answer : SessionResponse.parseFrom(answers).getAnswersList()) {
        correlated.incrementAndGet();
        switch (answer.getAnswerCase()) {
          case RESULT, OUTCOME -> answered.incrementAndGet();
          case PROBLEM -> {
            refused.incrementAndGet();
            if (!answer.getProblem().getReason().equals("INVALID_REQUEST")
                || answer.getProblem().getViolationsCount() == 0) {
              wrong.compareAndSet(null, "a command ended as " + answer.getProblem());
            }
          }
          case ANSWER_NOT_SET -> wrong.compareAndSet(null, "an answer that is none: " + answer);
        }
      }
    } catch (InvalidProtocolBufferException broken) {
      wrong.compareAndSet(null, "answers that can't be read: " + broken);
    }
  }

  private static final Marshaller<byte[]> BYTES =
      new Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readAllBytes();
          } catch (IOException failure) {
            throw new UncheckedIOException(failure);
          }
        }
      };
}
