package dev.ringfence.engine.state;

import dev.ringfence.engine.command.Command;

/**
 * Reads what the next commands will need, so that it is in the cache when they are decided. Step by
 * step for a whole group, so that the cache misses of its commands overlap instead of queueing up.
 * It only reads, and may guess wrong: that costs time, no more.
 */
public final class Lookahead {
  /** So many commands have their cache misses together. */
  public static final int GROUP = 16;

  private final Accounts accounts;
  private final Positions positions;
  private final Reservations reservations;
  private final Symbols symbols;
  private final AnswerWindow answers;
  private final Command[] commands = new Command[GROUP];
  private final long[] answerEntries = new long[GROUP];
  private final int[] accountHashes = new int[GROUP];
  private final int[] accountRows = new int[GROUP];
  private final int[] positionHashes = new int[GROUP];
  private final int[] positionRows = new int[GROUP];
  private final int[] reservationHashes = new int[GROUP];
  private final int[] reservationRows = new int[GROUP];
  private int count;

  /** Keeps the compiler from leaving out reads whose result nobody needs. */
  @SuppressWarnings("UnusedVariable")
  private long warmth;

  public Lookahead(ShardState state) {
    accounts = state.accounts();
    positions = state.positions();
    reservations = state.reservations();
    symbols = state.symbols();
    answers = state.answers();
  }

  /** Takes in one of the next commands, at most {@link #GROUP} of them. */
  public void add(Command command) {
    commands[count] = command;
    count++;
  }

  /** Reads for all that were added, and begins anew. */
  public void run() {
    long sum = 0;
    for (int index = 0; index < count; index++) {
      sum += findAccount(index, commands[index]);
    }
    for (int index = 0; index < count; index++) {
      sum += answers.follow(answerEntries[index]);
      accountRows[index] = accounts.follow(accountRows[index], accountHashes[index]);
    }
    for (int index = 0; index < count; index++) {
      sum += findWhatItHolds(index, commands[index]);
    }
    for (int index = 0; index < count; index++) {
      positionRows[index] = positions.follow(positionRows[index], positionHashes[index]);
      reservationRows[index] =
          reservations.follow(reservationRows[index], reservationHashes[index]);
    }
    for (int index = 0; index < count; index++) {
      sum += positions.follow(positionRows[index], positionHashes[index]);
      sum += reservations.warmOrderId(reservationRows[index]);
    }
    warmth += sum;
    count = 0;
  }

  private long findAccount(int index, Command command) {
    int hash = accounts.hash(command.accountId());
    accountHashes[index] = hash;
    accountRows[index] = accounts.newest(hash);
    answerEntries[index] = 0;
    if (command.requestId().isEmpty()) {
      return 0;
    }
    long key = answers.key(command.accountId(), command.requestId());
    answerEntries[index] = answers.newest((int) key);
    return answers.everAccepted().warm(key);
  }

  private long findWhatItHolds(int index, Command command) {
    int account = accounts.follow(accountRows[index], accountHashes[index]);
    reservationRows[index] = Rows.NONE;
    positionRows[index] = Rows.NONE;
    if (!command.orderId().isEmpty()) {
      int hash = reservations.hash(account, command.orderId());
      reservationHashes[index] = hash;
      reservationRows[index] = reservations.newest(hash);
    }
    if (!command.symbol().isEmpty()) {
      int hash = positions.hash(account, symbols.find(command.symbol()));
      positionHashes[index] = hash;
      positionRows[index] = positions.newest(hash);
    }
    return accounts.balance(account);
  }
}
