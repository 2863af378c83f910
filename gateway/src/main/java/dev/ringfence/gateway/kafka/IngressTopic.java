package dev.ringfence.gateway.kafka;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ringfence.api.v1.ApplyFillRequest;
import dev.ringfence.api.v1.DepositRequest;
import dev.ringfence.api.v1.WithdrawRequest;
import dev.ringfence.events.v1.DepositEvent;
import dev.ringfence.events.v1.FillEvent;
import dev.ringfence.events.v1.WithdrawEvent;
import dev.ringfence.gateway.validation.CommandValidation;
import dev.ringfence.gateway.validation.Validated;
import dev.ringfence.journal.relay.Topics;
import java.util.Arrays;
import java.util.List;

/**
 * What comes in: one topic, one message type. An event becomes the request that a caller would
 * send, with the event's id as the request id, so that both are checked by the same code.
 */
enum IngressTopic {
  FILLS(Topics.FILLS) {
    @Override
    Validated read(byte[] value) throws InvalidProtocolBufferException {
      FillEvent event = FillEvent.parseFrom(value);
      return CommandValidation.applyFill(
          ApplyFillRequest.newBuilder()
              .setAccountId(event.getAccountId())
              .setRequestId(event.getEventId())
              .setOrderId(event.getOrderId())
              .setSymbol(event.getSymbol())
              .setSideValue(event.getSideValue())
              .setQuantity(event.getQuantity())
              .setFillPrice(event.getFillPrice())
              .setFilledAmount(event.getFilledAmount())
              .setLastFill(event.getLastFill())
              .build());
    }
  },
  DEPOSITS(Topics.DEPOSITS) {
    @Override
    Validated read(byte[] value) throws InvalidProtocolBufferException {
      DepositEvent event = DepositEvent.parseFrom(value);
      return CommandValidation.deposit(
          DepositRequest.newBuilder()
              .setAccountId(event.getAccountId())
              .setRequestId(event.getEventId())
              .setAmount(event.getAmount())
              .setCurrency(event.getCurrency())
              .build());
    }
  },
  WITHDRAWALS(Topics.WITHDRAWALS) {
    @Override
    Validated read(byte[] value) throws InvalidProtocolBufferException {
      WithdrawEvent event = WithdrawEvent.parseFrom(value);
      return CommandValidation.withdraw(
          WithdrawRequest.newBuilder()
              .setAccountId(event.getAccountId())
              .setRequestId(event.getEventId())
              .setAmount(event.getAmount())
              .setCurrency(event.getCurrency())
              .build());
    }
  };

  /** The names of all of them. */
  static final List<String> TOPICS = Arrays.stream(values()).map(IngressTopic::topic).toList();

  private final String topic;

  IngressTopic(String topic) {
    this.topic = topic;
  }

  String topic() {
    return topic;
  }

  /**
   * Whether an account's records keep their order. Deposits need none, as they come to the same in
   * any order: so an account that many pay into takes them as fast as its shard does.
   */
  boolean isOrdered() {
    return this != DEPOSITS;
  }

  /** Parses and checks one event. */
  abstract Validated read(byte[] value) throws InvalidProtocolBufferException;

  static IngressTopic of(String topic) {
    for (IngressTopic known : values()) {
      if (known.topic.equals(topic)) {
        return known;
      }
    }
    throw new IllegalArgumentException("No events are read from topic " + topic);
  }
}
