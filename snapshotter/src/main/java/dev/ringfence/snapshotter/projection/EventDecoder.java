package dev.ringfence.snapshotter.projection;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import dev.ringfence.api.v1.Account;
import dev.ringfence.api.v1.Position;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.Amount;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.domain.Text;
import dev.ringfence.events.v1.AccountEvent;
import java.util.regex.Pattern;

/** Reads events, and trusts none of them. */
final class EventDecoder {
  private static final int MAX_PRICE_LENGTH = 23;
  private static final Pattern PRICE = Pattern.compile("[0-9]{1,18}(\\.[0-9]{1,4})?");

  private EventDecoder() {}

  /**
   * Adds what the event says to the batch.
   *
   * @return when it was decided, in milliseconds
   */
  static long decode(byte[] value, ImageBatch batch) throws PoisonException {
    AccountEvent event = parse(value);
    AccountImage account = account(event.getAccount());
    PositionImage position = event.hasPosition() ? position(account, event.getPosition()) : null;
    batch.add(account);
    if (position != null) {
      batch.add(position);
    }
    Timestamp time = event.getOccurredAt();
    return time.getSeconds() * 1_000 + time.getNanos() / 1_000_000;
  }

  private static AccountEvent parse(byte[] value) throws PoisonException {
    if (value == null) {
      throw new PoisonException("MALFORMED: it has no value");
    }
    try {
      return AccountEvent.parseFrom(value);
    } catch (InvalidProtocolBufferException broken) {
      throw new PoisonException("MALFORMED: it is no AccountEvent: " + broken.getMessage());
    }
  }

  private static AccountImage account(Account account) throws PoisonException {
    require(account.getAccountId() > 0, "account.account_id is not greater than zero");
    require(account.getVersion() > 0, "account.version is not greater than zero");
    require(isAmount(account.getBalance()), "account.balance is no amount");
    require(isAmount(account.getReserved()), "account.reserved is no amount");
    require(
        CurrencyCode.parse(account.getCurrency()) != CurrencyCode.NONE,
        "account.currency is no currency");
    return new AccountImage(
        account.getAccountId(),
        account.getVersion(),
        account.getBalance(),
        account.getReserved(),
        account.getCurrency(),
        status(account.getStatus()));
  }

  private static AccountStatus status(dev.ringfence.api.v1.AccountStatus status)
      throws PoisonException {
    return switch (status) {
      case ACCOUNT_STATUS_ACTIVE -> AccountStatus.ACTIVE;
      case ACCOUNT_STATUS_FROZEN -> AccountStatus.FROZEN;
      case ACCOUNT_STATUS_CLOSED -> AccountStatus.CLOSED;
      case ACCOUNT_STATUS_UNSPECIFIED, UNRECOGNIZED ->
          throw new PoisonException("INVALID: account.status is unknown");
    };
  }

  private static PositionImage position(AccountImage account, Position position)
      throws PoisonException {
    require(Text.isValid(position.getSymbol()), "position.symbol is no symbol");
    require(isAmount(position.getQuantity()), "position.quantity is no amount");
    require(isAmount(position.getReservedQuantity()), "position.reserved_quantity is no amount");
    String price = position.getAveragePrice();
    require(price.isEmpty() || isPrice(price), "position.average_price is no price");
    return new PositionImage(
        account.accountId(),
        position.getSymbol(),
        account.version(),
        position.getQuantity(),
        position.getReservedQuantity(),
        price);
  }

  private static boolean isAmount(String text) {
    return Amount.parse(text) != Amount.INVALID;
  }

  /** A price is no amount: the cost of all that there may be, for the smallest unit of it. */
  private static boolean isPrice(String text) {
    return text.length() <= MAX_PRICE_LENGTH && PRICE.matcher(text).matches();
  }

  private static void require(boolean holds, String otherwise) throws PoisonException {
    if (!holds) {
      throw new PoisonException("INVALID: " + otherwise);
    }
  }
}
