package dev.ringfence.snapshotter.projection;

import dev.ringfence.api.v1.Account;
import dev.ringfence.api.v1.AccountStatus;
import dev.ringfence.api.v1.Position;
import dev.ringfence.events.v1.AccountEvent;
import dev.ringfence.events.v1.AccountEventType;

/** Events as the group commit writes them; an account's balance is 100 times its version. */
final class Events {
  private Events() {}

  static byte[] cash(long accountId, long version) {
    return event(accountId, version).build().toByteArray();
  }

  static byte[] position(long accountId, long version, String symbol, String quantity) {
    return event(accountId, version)
        .setPosition(
            Position.newBuilder()
                .setSymbol(symbol)
                .setQuantity(quantity)
                .setReservedQuantity("0")
                .setCost("10")
                .setAveragePrice("2.5"))
        .build()
        .toByteArray();
  }

  static AccountEvent.Builder event(long accountId, long version) {
    return AccountEvent.newBuilder()
        .setEventId(accountId + "-" + version)
        .setType(AccountEventType.ACCOUNT_EVENT_TYPE_DEPOSITED)
        .setAccount(
            Account.newBuilder()
                .setAccountId(accountId)
                .setCurrency("USD")
                .setStatus(AccountStatus.ACCOUNT_STATUS_ACTIVE)
                .setBalance(Long.toString(version * 100))
                .setReserved("0")
                .setVersion(version));
  }
}
