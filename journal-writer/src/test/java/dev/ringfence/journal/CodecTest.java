package dev.ringfence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringfence.engine.domain.Amount;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.testing.TestSeed;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.postgresql.util.ByteConverter;

class CodecTest {
  private static final int RANDOM_VALUES = 10_000;

  @Test
  void shouldWriteWhatTheDriverReadsWhenNumeric() {
    amounts(
        seed ->
            units -> {
              byte[] bytes = written(buffer -> NumericCodec.put(buffer, units));
              Number read =
                  ByteConverter.numeric(bytes, Integer.BYTES, bytes.length - Integer.BYTES);

              assertEquals(bytes.length - Integer.BYTES, ByteConverter.int4(bytes, 0), seed);
              assertEquals(BigDecimal.valueOf(units, 4), read, seed);
              assertEquals(units, NumericCodec.toUnits((BigDecimal) read), seed);
            });
  }

  @Test
  void shouldWriteAsTheDomainFormatsWhenAmount() {
    amounts(
        seed ->
            units ->
                assertEquals(
                    Amount.format(units),
                    text(buffer -> CharacterCodec.putAmount(buffer, units)),
                    seed));
  }

  @Test
  void shouldWriteAllDigitsWhenNumber() {
    for (long number : new long[] {0, 9, 10, 1_234_567_890L, Long.MAX_VALUE}) {
      assertEquals(Long.toString(number), text(buffer -> CharacterCodec.putNumber(buffer, number)));
    }
  }

  @Test
  void shouldWriteAllCharactersWhenCurrency() {
    for (String currency : new String[] {"X", "USD", "STABLE12"}) {
      long packed = CurrencyCode.parse(currency);
      assertEquals(currency, text(buffer -> CharacterCodec.putCurrency(buffer, packed)));
    }
  }

  /** Runs a check on the edges of every digit, and on random amounts. */
  private static void amounts(java.util.function.Function<String, Consumer<Long>> check) {
    LongStream.iterate(1, power -> power <= Amount.MAX / 10, power -> power * 10)
        .flatMap(power -> LongStream.of(power - 1, power, power + 1, 9 * power))
        .flatMap(units -> LongStream.of(units, -units))
        .forEach(units -> check.apply("edge " + units).accept(units));
    check.apply("max").accept(Amount.MAX);
    check.apply("min").accept(-Amount.MAX);
    long seed = TestSeed.get();
    Random random = new Random(seed);
    for (int value = 0; value < RANDOM_VALUES; value++) {
      long units = random.nextLong(Amount.MAX) >> random.nextInt(60);
      check.apply("seed " + seed).accept(random.nextBoolean() ? units : -units);
    }
  }

  private static byte[] written(Consumer<WireBuffer> writer) {
    WireBuffer buffer = new WireBuffer(1);
    writer.accept(buffer);
    byte[] bytes = new byte[buffer.length()];
    buffer.copyTo(bytes, 0);
    return Arrays.copyOf(bytes, bytes.length);
  }

  private static String text(Consumer<WireBuffer> writer) {
    return new String(written(writer), StandardCharsets.US_ASCII);
  }
}
