package dev.ringfence.gateway.deadletters;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.ringfence.events.v1.AccountEvent;
import dev.ringfence.events.v1.DepositEvent;
import dev.ringfence.events.v1.FillEvent;
import dev.ringfence.events.v1.WithdrawEvent;
import dev.ringfence.journal.relay.Topics;
import java.util.HexFormat;

/**
 * What is in a dead letter: the message of its topic, or bytes that are none.
 *
 * @param accountId 0 where it names none
 * @param eventId empty where it names none
 * @param json for people and scripts
 */
public record LetterContent(long accountId, String eventId, JsonObject json) {
  private static final int SHOWN_BYTES = 256;

  static LetterContent of(String topic, byte[] value) {
    if (value == null) {
      return new LetterContent(0, "", new JsonObject());
    }
    try {
      return switch (topic) {
        case Topics.FILLS -> {
          FillEvent event = FillEvent.parseFrom(value);
          yield of(event.getAccountId(), event.getEventId(), event, value);
        }
        case Topics.DEPOSITS -> {
          DepositEvent event = DepositEvent.parseFrom(value);
          yield of(event.getAccountId(), event.getEventId(), event, value);
        }
        case Topics.WITHDRAWALS -> {
          WithdrawEvent event = WithdrawEvent.parseFrom(value);
          yield of(event.getAccountId(), event.getEventId(), event, value);
        }
        case Topics.ACCOUNT_EVENTS -> {
          AccountEvent event = AccountEvent.parseFrom(value);
          yield of(event.getAccount().getAccountId(), event.getEventId(), event, value);
        }
        default -> new LetterContent(0, "", bytes(value));
      };
    } catch (InvalidProtocolBufferException broken) {
      return new LetterContent(0, "", bytes(value));
    }
  }

  private static LetterContent of(long accountId, String eventId, Message event, byte[] value) {
    return new LetterContent(accountId, eventId, json(event, value));
  }

  /** There are messages that have no JSON: with a time before the year 1, or after 9999. */
  private static JsonObject json(Message event, byte[] value) {
    try {
      return JsonParser.parseString(JsonFormat.printer().print(event)).getAsJsonObject();
    } catch (InvalidProtocolBufferException | IllegalArgumentException unprintable) {
      return bytes(value);
    }
  }

  private static JsonObject bytes(byte[] value) {
    JsonObject json = new JsonObject();
    json.addProperty("bytes", value.length);
    json.addProperty(
        "hex", HexFormat.of().formatHex(value, 0, Math.min(value.length, SHOWN_BYTES)));
    return json;
  }
}
