package dev.ringfence.gateway.testing;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Valid messages with seeded damage, in their fields and in their bytes. */
public final class FuzzedMessages {
  private static final int VALID_IN_PERCENT = 60;
  private static final int VALID_FIELDS_IN_PERCENT = 92;
  private static final int MOST_REPEATED = 3;

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
          "9223372036854775.81",
          "922337203685478",
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

  private final Random random;

  public FuzzedMessages(Random random) {
    this.random = random;
  }

  /** What stands in a field that is not what it should be. */
  public String hostileText() {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  /** A message of this type; most of them are valid. */
  public Message valid(Descriptor type) {
    DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
    for (FieldDescriptor field : type.getFields()) {
      if (field.isRepeated()) {
        for (int count = random.nextInt(MOST_REPEATED); count >= 0; count--) {
          builder.addRepeatedField(field, value(field));
        }
      } else if (field.getContainingOneof() == null || random.nextBoolean()) {
        // Of several in a oneof, the last one stays.
        builder.setField(field, value(field));
      }
    }
    return builder.build();
  }

  private Object value(FieldDescriptor field) {
    return random.nextInt(100) < VALID_FIELDS_IN_PERCENT ? valid(field) : hostile(field);
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
      case MESSAGE -> valid(field.getMessageType());
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
      case MESSAGE -> valid(field.getMessageType());
      case FLOAT, DOUBLE, BYTE_STRING -> throw new IllegalArgumentException(field.getFullName());
    };
  }

  /** Bytes that are changed, cut off, doubled or put in, in a part of the messages. */
  public byte[] damaged(byte[] valid) {
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
}
