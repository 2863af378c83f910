package dev.ringfence.gateway.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.OpenAccountRequest;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.domain.Amount;
import dev.ringfence.gateway.testing.TestServer;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * Valid messages with seeded damage, in their fields and in their bytes, through the real port:
 * each is answered or refused in the words of the API, and what is refused got nowhere. Longer with
 * {@code -Dringfence.fuzz.seconds}; a failure prints the {@code -Dringfence.seed} that repeats it.
 */
final class MessageFuzzIT {
  private static final int SECONDS = Integer.getInteger("ringfence.fuzz.seconds", 60);
  private static final int IN_FLIGHT = 64;
  private static final int VALID_IN_PERCENT = 60;

  /** A stream ends with a reset, and who resets often is cut off. */
  private static final int STREAMS_ONE_IN = 100;

  private static final List<String> TEXTS =
      List.of(
          "",
          "NaN",
          "1e-100000000",
          "1E9",
          "-1",
          "+1",
          "0",
          "-0",
          "0.00000",
          "1.00001",
          "9999999999999999999",
          "99999999999999.9999",
          "99999999999999.99999",
          ".5",
          "1.",
          "1,5",
          "0x10",
          "١٢",
          " 1",
          "1\u0000",
          "'; DROP TABLE accounts; --",
          "a\nb",
          "\u001b[2J",
          "x".repeat(64),
          "x".repeat(65),
          "x".repeat(5_000),
          "🎟",
          "\u202e",
          "usd");
  private static final long[] NUMBERS = {
    0, 1, -1, 42, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, 999_999_999
  };

  private final long seed = Long.getLong("ringfence.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Semaphore permits = new Semaphore(IN_FLIGHT);
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicReference<String> wrong = new AtomicReference<>();

  @Test
  void shouldAnswerOrRefuseWhateverComes() throws Exception {
    List<MethodDescriptor> methods =
        OpenAccountRequest.getDescriptor()
            .getFile()
            .findServiceByName("AccountService")
            .getMethods();
    long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    try (TestServer server = new TestServer()) {
      server.shard().answerWith(this::check);
      ManagedChannel channel =
          NettyChannelBuilder.forTarget(server.address()).usePlaintext().directExecutor().build();
      int sent = 0;
      while (System.nanoTime() - endNanos < 0 && wrong.get() == null) {
        MethodDescriptor method = methods.get(random.nextInt(methods.size()));
        if (method.isServerStreaming() && random.nextInt(STREAMS_ONE_IN) != 0) {
          continue;
        }
        byte[] bytes = damaged(valid(method.getInputType()).build().toByteArray());
        permits.acquire();
        call(channel, method, bytes);
        sent++;
      }
      assertTrue(permits.tryAcquire(IN_FLIGHT, 30, TimeUnit.SECONDS), "calls without an end");
      channel.shutdownNow();

      if (wrong.get() != null) {
        fail("-Dringfence.seed=" + seed + ": " + wrong.get());
      }
      assertEquals(sent, answered.get() + refused.get(), "-Dringfence.seed=" + seed);
      assertTrue(answered.get() > sent / 20, "too few were valid: " + answered + " of " + sent);
      assertTrue(refused.get() > sent / 20, "too few were damaged: " + refused + " of " + sent);
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
    MethodType type = method.isServerStreaming() ? MethodType.SERVER_STREAMING : MethodType.UNARY;
    io.grpc.MethodDescriptor<byte[], byte[]> descriptor =
        io.grpc.MethodDescriptor.newBuilder(BYTES, BYTES)
            .setFullMethodName(AccountServiceGrpc.SERVICE_NAME + "/" + method.getName())
            .setType(type)
            .build();
    ClientCall<byte[], byte[]> call =
        channel.newCall(descriptor, CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS));
    StreamObserver<byte[]> observer =
        new StreamObserver<>() {
          private boolean enough;

          @Override
          public void onNext(byte[] answer) {
            answered.incrementAndGet();
            // A stream would go on.
            if (type == MethodType.SERVER_STREAMING) {
              enough = true;
              call.cancel("That is enough", null);
            }
          }

          @Override
          public void onError(Throwable failure) {
            if (!enough) {
              refused.incrementAndGet();
              judge(method.getName(), ((StatusRuntimeException) failure).getStatus());
            }
            permits.release();
          }

          @Override
          public void onCompleted() {
            permits.release();
          }
        };
    if (type == MethodType.UNARY) {
      ClientCalls.asyncUnaryCall(call, bytes, observer);
    } else {
      ClientCalls.asyncServerStreamingCall(call, bytes, observer);
    }
  }

  private void judge(String method, Status status) {
    if (status.getCode() != Status.Code.INVALID_ARGUMENT) {
      wrong.compareAndSet(null, method + " ended as " + status);
    }
  }

  private Message.Builder valid(Descriptor type) {
    DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
    for (FieldDescriptor field : type.getFields()) {
      boolean isLeftOut = field.getContainingOneof() != null && random.nextBoolean();
      if (!isLeftOut) {
        builder.setField(field, random.nextInt(100) < 92 ? valid(field) : hostile(field));
      }
    }
    return builder;
  }

  private Object valid(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case STRING ->
          switch (field.getName()) {
            case "amount", "quantity", "fill_price", "filled_amount" -> "1.5";
            case "currency", "symbol", "cost" -> "";
            default -> "id-" + random.nextInt(1_000);
          };
      case LONG -> field.getName().equals("account_id") ? 42L : 30L;
      case INT -> 0;
      case BOOLEAN -> true;
      case ENUM -> field.getEnumType().getValues().get(1);
      case MESSAGE -> valid(field.getMessageType()).build();
      case FLOAT, DOUBLE, BYTE_STRING -> throw new IllegalArgumentException(field.getFullName());
    };
  }

  private Object hostile(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case STRING -> TEXTS.get(random.nextInt(TEXTS.size()));
      case LONG -> NUMBERS[random.nextInt(NUMBERS.length)];
      case INT -> (int) NUMBERS[random.nextInt(NUMBERS.length)];
      case BOOLEAN -> random.nextBoolean();
      case ENUM -> field.getEnumType().findValueByNumberCreatingIfUnknown(random.nextInt(10));
      case MESSAGE -> valid(field.getMessageType()).build();
      case FLOAT, DOUBLE, BYTE_STRING -> throw new IllegalArgumentException(field.getFullName());
    };
  }

  /** Bytes that are changed, cut off, doubled or put in, in a part of the messages. */
  private byte[] damaged(byte[] valid) {
    if (valid.length == 0 || random.nextInt(100) < VALID_IN_PERCENT) {
      return valid;
    }
    byte[] bytes = valid.clone();
    switch (random.nextInt(4)) {
      case 0 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 2 -> {
        byte[] twice = Arrays.copyOf(bytes, bytes.length * 2);
        System.arraycopy(bytes, 0, twice, bytes.length, bytes.length);
        bytes = twice;
      }
      default -> {
        byte[] noise = new byte[1 + random.nextInt(40)];
        random.nextBytes(noise);
        int at = random.nextInt(bytes.length);
        byte[] longer = Arrays.copyOf(bytes, bytes.length + noise.length);
        System.arraycopy(noise, 0, longer, at, noise.length);
        System.arraycopy(bytes, at, longer, at + noise.length, bytes.length - at);
        bytes = longer;
      }
    }
    return bytes;
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
