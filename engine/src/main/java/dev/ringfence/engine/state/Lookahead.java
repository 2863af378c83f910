package dev.ringfence.engine.state;

import dev.ringfence.engine.command.Command;

/**
 * Reads what the next commands will need, so that it is in the cache when they are decided. Step by
 * step for a whole group, so that the cache misses of its commands overlap instead of queueing up.
 * A processor looks only some hundred instructions ahead for loads to start: so hashes are computed
 * in loops of their own, and the loops that wait for memory do nothing else. It only reads, and may
 * guess wrong: that costs time, no more.
 */
public final class Lookahead {
  /** So many commands have their cache misses together. */
  public static final int GROUP = 32;

  private final Accounts accounts;
  private final Positions positions;
  private final Reservations reservations;
  private final Symbols symbols;
  private final AnswerWindow answers;
  private final Command[] commands = new Command[GROUP];
  private final long[] requestKeys = new long[GROUP];
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
    for (int index = 0; index < count; index++) {
      hash(index, commands[index]);
    }
    warmth += readAccountsAndAnswers();
    for (int index = 0; index < count; index++) {
      hashWhatItHolds(index, commands[index]);
    }
    warmth += readWhatTheyHold();
    count = 0;
  }

  private void hash(int index, Command command) {
    accountHashes[index] = accounts.hash(command.accountId());
    requestKeys[index] =
        command.requestId().isEmpty() ? 0 : answers.key(command.accountId(), command.requestId());
  }

  private long readAccountsAndAnswers() {
    long sum = 0;
    for (int index = 0; index < count; index++) {
      accountRows[index] = accounts.newest(accountHashes[index]);
      answerEntries[index] = answers.newest((int) requestKeys[index]);
      sum += answers.everAccepted().warm(requestKeys[index]);
    }
    for (int index = 0; index < count; index++) {
      accountRows[index] = accounts.follow(accountRows[index], accountHashes[index]);
      sum += answers.follow(answerEntries[index]);
    }
    for (int index = 0; index < count; index++) {
      accountRows[index] = accounts.follow(accountRows[index], accountHashes[index]);
      sum += accounts.balance(accountRows[index]);
    }
    return sum;
  }

  private void hashWhatItHolds(int index, Command command) {
    reservationHashes[index] =
        command.orderId().isEmpty() ? 0 : reservations.hash(accountRows[index], command.orderId());
    positionHashes[index] =
        command.symbol().isEmpty()
            ? 0
            : positions.hash(accountRows[index], symbols.find(command.symbol()));
  }

  private long readWhatTheyHold() {
    long sum = 0;
    for (int index = 0; index < count; index++) {
      reservationRows[index] = reservations.newest(reservationHashes[index]);
      positionRows[index] = positions.newest(positionHashes[index]);
    }
    for (int index = 0; index < count; index++) {
      reservationRows[index] =
          reservations.follow(reservationRows[index], reservationHashes[index]);
      positionRows[index] = positions.follow(positionRows[index], positionHashes[index]);
    }
    for (int index = 0; index < count; index++) {
      sum += reservations.warmOrderId(reservationRows[index]);
      sum += positions.follow(positionRows[index], positionHashes[index]);
    }
    return sum;
  }
}
