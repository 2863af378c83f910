package dev.ringfence.journal.relay;

/** The Kafka topics that Ringfence reads and writes: one topic, one message type. */
public final class Topics {
  /** Out: {@code AccountEvent}, one for every change of an account. */
  public static final String ACCOUNT_EVENTS = "trading.account.events";

  /** In: {@code FillEvent}. */
  public static final String FILLS = "trading.fills";

  /** In: {@code DepositEvent}. */
  public static final String DEPOSITS = "payment.deposits";

  /** In: {@code WithdrawEvent}. */
  public static final String WITHDRAWALS = "payment.withdrawals";

  private static final String DEAD_LETTER_SUFFIX = ".DLT";

  private Topics() {}

  /** Where records of this topic go that can't be processed. */
  public static String deadLetter(String topic) {
    return topic + DEAD_LETTER_SUFFIX;
  }
}
