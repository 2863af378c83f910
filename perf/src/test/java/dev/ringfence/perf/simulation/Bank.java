package dev.ringfence.perf.simulation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ringfence.engine.command.CommandType;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.model.Ask;
import dev.ringfence.events.v1.DepositEvent;
import dev.ringfence.events.v1.WithdrawEvent;
import dev.ringfence.gateway.kafka.IngressConfig;
import dev.ringfence.journal.relay.Topics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Sends payments over Kafka, some of them twice, some broken; and sees what became of them. */
final class Bank {
  private static final long MILLI = 1_000_000;
  private static final List<String> TOPICS = List.of(Topics.DEPOSITS, Topics.WITHDRAWALS);

  private final House house;
  private final SplittableRandom random;
  private final Actor actor = new Actor("bank", null);
  private final List<Ask> asked = new ArrayList<>();
  private final List<ProducerRecord<byte[], byte[]>> broken = new ArrayList<>();
  private int left;

  Bank(House house, SplittableRandom random, int payments) {
    this.house = house;
    this.random = random;
    left = payments;
  }

  void start() {
    if (left > 0) {
      house.world().after(random.nextLong(200 * MILLI), actor, this::pay);
    }
  }

  private void pay() {
    left--;
    long account = 1L + random.nextInt(house.setup().accounts());
    if (random.nextInt(20) == 0) {
      byte[] rubbish = {1, (byte) left, 3};
      broken.add(record(Topics.DEPOSITS, account, rubbish));
      house.kafka().append(broken.getLast());
    } else {
      send(
          account,
          String.format(java.util.Locale.ROOT, "payment-%04d", left),
          random.nextInt(3) > 0);
    }
    start();
  }

  private void send(long account, String id, boolean pays) {
    long amount = 1 + random.nextLong(pays ? 100_000 : 2_000_000);
    CommandType type = pays ? CommandType.DEPOSIT : CommandType.WITHDRAW;
    Ask ask = new Ask(type, account, id, "", "", "USD", null, null, amount, 0, false, 0, false);
    house.history().ask(ask);
    asked.add(ask);
    String decimal = Decimals.plain(amount);
    byte[] value =
        pays
            ? DepositEvent.newBuilder()
                .setAccountId(account)
                .setEventId(id)
                .setAmount(decimal)
                .setCurrency("USD")
                .build()
                .toByteArray()
            : WithdrawEvent.newBuilder()
                .setAccountId(account)
                .setEventId(id)
                .setAmount(decimal)
                .setCurrency("USD")
                .build()
                .toByteArray();
    int times = random.nextInt(8) == 0 ? 2 : 1;
    house.trace().add("The bank sends %s", Client.brief(ask));
    for (int time = 0; time < times; time++) {
      house.kafka().append(record(pays ? Topics.DEPOSITS : Topics.WITHDRAWALS, account, value));
    }
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, long account, byte[] value) {
    return new ProducerRecord<>(topic, Long.toString(account).getBytes(US_ASCII), value);
  }

  /** What is not read to its end; null if all is. */
  String missing() {
    for (String topic : TOPICS) {
      for (TopicPartition partition : house.kafka().partitionsOf(topic)) {
        int size = house.kafka().log(partition).size();
        long read = house.kafka().group(IngressConfig.GROUP).offsets().getOrDefault(partition, 0L);
        if (read < size) {
          return "of " + partition + " only " + read + " of " + size + " records are done";
        }
      }
    }
    return null;
  }

  /** Each payment is an effect or a dead letter, and what is broken is a dead letter. */
  void check() {
    for (Ask ask : asked) {
      Effect effect = house.tables().byRequest(ask.accountId(), ask.requestId());
      String topic = ask.type() == CommandType.DEPOSIT ? Topics.DEPOSITS : Topics.WITHDRAWALS;
      boolean isLetter = isDeadLetter(topic, ask.requestId());
      Violation.unless(
          effect != null || isLetter, "%s is neither in the ledger nor a dead letter", ask);
      if (effect != null && isLetter) {
        house.history().foundBoth();
      }
    }
    for (ProducerRecord<byte[], byte[]> record : broken) {
      Violation.unless(
          letters(record.topic()).stream()
              .anyMatch(letter -> Arrays.equals(letter.value(), record.value())),
          "A broken record is no dead letter");
    }
  }

  private boolean isDeadLetter(String topic, String id) {
    return letters(topic).stream()
        .anyMatch(letter -> new String(letter.value(), US_ASCII).contains(id));
  }

  private List<ProducerRecord<byte[], byte[]>> letters(String topic) {
    List<ProducerRecord<byte[], byte[]>> letters = new ArrayList<>();
    for (TopicPartition partition : house.kafka().partitionsOf(Topics.deadLetter(topic))) {
      letters.addAll(house.kafka().log(partition));
    }
    return letters;
  }
}
