package dev.ringfence.engine.state;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.domain.Text;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectBatch;

/**
 * All that one shard knows: accounts, positions, open reservations, what ended or was answered
 * last, and where its log ends. Used by one thread at a time.
 */
public final class ShardState {
  /** How many commands a batch may have: so many answers can be undone. */
  public static final int MAX_BATCH = 8_192;

  private final Texts texts = new Texts();
  private final Symbols symbols;
  private final Accounts accounts;
  private final Positions positions;
  private final Reservations reservations;
  private final AnswerWindow answers;
  private final Applier applier;
  private final long hashSeed;
  private long batchNumber;
  private long sequence;
  private long timeMillis;

  /** A state whose hash tables can be foreseen; right wherever nobody is hostile. */
  public ShardState(WindowSizes windows) {
    this(windows, 0);
  }

  /**
   * A state that spreads its keys by the seed, so that nobody can choose ids that collide. The seed
   * has no part in any answer, effect or state hash.
   */
  public ShardState(WindowSizes windows, long seed) {
    this(windows, seed, AcceptedIds.of(windows, seed));
  }

  /**
   * The same, for a shard whose state in this process was another before: what is known of all that
   * it ever accepted is kept.
   *
   * @param everAccepted of the same windows and seed, and of no other shard
   */
  public ShardState(WindowSizes windows, long seed, AcceptedIds everAccepted) {
    hashSeed = seed;
    symbols = new Symbols(texts, seed);
    accounts = new Accounts(seed);
    positions = new Positions(seed);
    reservations = new Reservations(windows.closed(), texts, seed);
    answers = new AnswerWindow(windows, symbols, seed, everAccepted);
    applier = new Applier(accounts, positions, reservations, symbols, answers);
  }

  /** Puts back an account, as its row says. */
  public void restoreAccount(
      long accountId,
      long currency,
      AccountStatus status,
      long balance,
      long reserved,
      long version) {
    requireThat(accounts.find(accountId) == Rows.NONE, "comes twice", accountId);
    accounts.insert(accountId, currency, status, balance, reserved, version);
  }

  /** Puts back a position, as its row says; its account comes first. */
  public void restorePosition(
      long accountId, Text symbol, long quantity, long reservedQuantity, long cost) {
    int account = accountToRestore(accountId);
    int number = symbols.findOrAdd(symbol);
    requireThat(
        positions.find(account, number) == Rows.NONE, "has a position that comes twice", accountId);
    positions.insert(account, number, quantity, reservedQuantity, cost);
    accounts.countHeldPositions(account, quantity + reservedQuantity > 0 ? 1 : 0);
  }

  /**
   * Puts back a reservation, as its row says; its account comes first. Of those that have ended
   * only the newest are wanted, in the order in which they ended.
   */
  public void restoreReservation(
      long accountId,
      Text orderId,
      Text symbolOrEmpty,
      long openedSequence,
      long amount,
      long remaining,
      ReservationState state,
      long expiresAtMillis) {
    int account = accountToRestore(accountId);
    requireThat(
        reservations.find(account, orderId) == Rows.NONE,
        "has a reservation that comes twice",
        accountId);
    int symbol = symbolOrEmpty.isEmpty() ? Symbols.NONE : symbols.findOrAdd(symbolOrEmpty);
    reservations.insert(
        account, orderId, symbol, openedSequence, amount, remaining, state, expiresAtMillis);
    if (!state.isTerminal()) {
      accounts.countOpenReservations(account, 1);
    }
    reservations.forget();
  }

  /** Puts back an accepted request id with its answer, from its ledger row; oldest first. */
  public void restoreAccepted(Effect effect) {
    applier.remember(effect);
  }

  /** Whether the command's request id was answered, and the answer is still in the windows. */
  public boolean remembers(Command command) {
    return answers.find(command.accountId(), command.requestId()) != AnswerWindow.NONE;
  }

  /**
   * Whether the command may have been accepted so long ago that the windows have forgotten it: who
   * is about to refuse it must have it looked up first.
   */
  public boolean mayHaveAccepted(Command command) {
    return answers.mayHaveAccepted(command.accountId(), command.requestId());
  }

  /** What is known of request ids that are older than the windows. */
  public AcceptedIds acceptedIds() {
    return answers.everAccepted();
  }

  /** Remembers again a request id that the journal found, with the answer of then. */
  public void rememberAgain(Command command, long fingerprint, Answer original) {
    if (!original.accepted()) {
      throw new IllegalArgumentException("Only accepted commands are in the ledger");
    }
    answers.add(command.accountId(), command.requestId(), fingerprint, original);
  }

  /** Puts back where the shard's log ends. */
  public void restoreLog(long lastBatchNumber, long lastSequence, long lastTimeMillis) {
    batchNumber = lastBatchNumber;
    sequence = lastSequence;
    timeMillis = lastTimeMillis;
  }

  /** Begins a batch at this time, which is not before that of the last one. */
  public void beginBatch(long batchTimeMillis) {
    if (batchTimeMillis < timeMillis) {
      throw new IllegalStateException(
          "Time runs backwards, from " + timeMillis + " to " + batchTimeMillis);
    }
    timeMillis = batchTimeMillis;
    answers.mark();
    symbols.mark();
  }

  /** Does what the effect says; it is the next in the log. */
  public void apply(Effect effect) {
    if (effect.sequence() != sequence + 1) {
      throw new IllegalStateException(
          "Effect " + effect.sequence() + " does not follow " + sequence);
    }
    applier.apply(effect);
    sequence = effect.sequence();
    timeMillis = Math.max(timeMillis, effect.timeMillis());
  }

  /** Remembers that a command was refused, so that a late retry can't turn a no into an effect. */
  public void refuse(Command command, long fingerprint) {
    answers.add(command.accountId(), command.requestId(), fingerprint, command.answer());
  }

  /** Lets the command be decided anew if it was refused; never if it was accepted. */
  public void forgetRefusal(Command command) {
    answers.forgetRefusal(command.accountId(), command.requestId());
  }

  /** Forgets all refusals, between two batches: what a restart does to them, for a replay. */
  public void forgetRefusals() {
    answers.forgetRefusals();
  }

  /**
   * Forgets what was accepted and what has ended, between two batches; for a replay, which then
   * puts back what a restart reads: see {@link #restoreAccepted} and {@link #restoreReservation}.
   */
  public void forgetEnded() {
    answers.forgetAccepted();
    reservations.forgetClosed();
  }

  /** Undoes all that was done since the batch began. */
  public void rollBack(EffectBatch batch) {
    answers.removeSinceMark();
    for (int index = batch.size() - 1; index >= 0; index--) {
      requireLast(batch.get(index));
      applier.revert(batch.get(index));
      sequence--;
    }
    symbols.removeSinceMark();
  }

  /** The batch is durable: what was done can't be undone any more, and the windows move on. */
  public void commit(long number) {
    if (number != batchNumber && number != batchNumber + 1) {
      throw new IllegalStateException("Batch " + number + " does not follow " + batchNumber);
    }
    batchNumber = number;
    reservations.forget();
  }

  /** Throws unless what is reserved is what the open reservations hold. */
  public void checkConservation() {
    if (accounts.totalReserved() != reservations.totalRemainingCash()
        || positions.totalReserved() != reservations.totalRemainingUnits()) {
      throw new IllegalStateException(
          "Accounts and positions do not have in reserve what the open reservations hold");
    }
  }

  /** What the keys are spread by, also in tables elsewhere: nobody else may know it. */
  public long hashSeed() {
    return hashSeed;
  }

  /** The number of the last batch that is durable. */
  public long batchNumber() {
    return batchNumber;
  }

  /** The sequence of the last effect. */
  public long sequence() {
    return sequence;
  }

  /** The time of the last batch. */
  public long timeMillis() {
    return timeMillis;
  }

  public long accountCount() {
    return accounts.count();
  }

  public long openReservationCount() {
    return reservations.openCount();
  }

  /** A hash of accounts, positions and open reservations; the order they came in has no part. */
  public long stateHash() {
    StateHash hash = new StateHash();
    visit(hash);
    return hash.value();
  }

  /** Whether a reservation's time has come. */
  public boolean hasDue(long atMillis) {
    return reservations.firstDue(atMillis) != Rows.NONE;
  }

  /** Shows everything to the visitor. */
  public void visit(StateVisitor visitor) {
    Text text = new Text();
    Text symbol = new Text();
    accounts.forEach(
        row ->
            visitor.onAccount(
                accounts.id(row),
                accounts.currency(row),
                accounts.status(row),
                accounts.balance(row),
                accounts.reserved(row),
                accounts.version(row)));
    positions.forEach(
        row -> {
          symbols.read(positions.symbol(row), text);
          visitor.onPosition(
              accounts.id(positions.account(row)),
              text,
              positions.quantity(row),
              positions.reserved(row),
              positions.cost(row));
        });
    reservations.forEachOpen(
        row -> {
          reservations.readOrderId(row, text);
          symbols.read(reservations.symbol(row), symbol);
          visitor.onOpenReservation(
              accounts.id(reservations.account(row)),
              text,
              symbol,
              reservations.openedSequence(row),
              reservations.amount(row),
              reservations.remaining(row),
              reservations.expiresAtMillis(row));
        });
  }

  Accounts accounts() {
    return accounts;
  }

  Positions positions() {
    return positions;
  }

  Reservations reservations() {
    return reservations;
  }

  Symbols symbols() {
    return symbols;
  }

  AnswerWindow answers() {
    return answers;
  }

  private void requireLast(Effect effect) {
    if (effect.sequence() != sequence) {
      throw new IllegalStateException(
          "Effect " + effect.sequence() + " is not the last one, " + sequence);
    }
  }

  private int accountToRestore(long accountId) {
    int account = accounts.find(accountId);
    requireThat(account != Rows.NONE, "must come before what it holds", accountId);
    return account;
  }

  private static void requireThat(boolean condition, String what, long accountId) {
    if (!condition) {
      throw new IllegalStateException("Account " + accountId + ' ' + what);
    }
  }
}
