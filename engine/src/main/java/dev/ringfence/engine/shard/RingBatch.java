package dev.ringfence.engine.shard;

import com.lmax.disruptor.RingBuffer;
import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.Failure;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.state.Decider;
import dev.ringfence.engine.state.Lookahead;
import dev.ringfence.engine.state.ShardState;

/**
 * One batch at a time: the commands in their slots of the ring, and the effects that they have in
 * memory. It is decided anew whenever the journal found something out; what that is, {@link
 * Findings} knows.
 */
final class RingBatch implements DecidedBatch {
  /** In the place of a command: the effect is the end of a reservation whose time had come. */
  static final int EXPIRY = -1;

  /** What a row of ledger, outbox and account takes, ids not counted; an estimate. */
  private static final int BYTES_PER_EFFECT = 320;

  private final ShardConfig config;
  private final ShardState state;
  private final RingBuffer<Command> ring;
  private final Findings findings;
  private final Decider decider = new Decider();
  private final InformedDecider informed;
  private final EffectBatch effects;
  private final Lookahead lookahead;

  /** By effect: the command that had it, counted from the first of the batch. */
  private final int[] commandOfEffect;

  /** By command: why it gets no answer; null if it gets one. */
  private final Failure[] failures;

  private long first;

  /** Before the first command of all, as long as none was decided. */
  private long last = -1;

  private long startNanos;
  private long decidedNanos;
  private long committedNanos;
  private int bytes;
  private int expiries;

  /** Whether the journal could take nothing: only what changes nothing is done. */
  private boolean declined;

  /** False if the journal forbids to show what is in memory; nothing was done then. */
  private boolean shown;

  RingBatch(ShardConfig config, ShardState state, Findings findings, RingBuffer<Command> ring) {
    this.config = config;
    this.state = state;
    this.findings = findings;
    this.ring = ring;
    informed = new InformedDecider(state, decider, findings);
    lookahead = new Lookahead(state);
    int capacity = config.maxBatchCommands() + config.expiriesPerBatch();
    effects = new EffectBatch(config.shardId(), capacity, state.hashSeed());
    commandOfEffect = new int[capacity];
    failures = new Failure[config.maxBatchCommands()];
  }

  /** Begins the next batch, and decides the commands from the first on, as far as it goes. */
  void decide(long firstSequence, long available, long timeMillis, long nowNanos) {
    first = firstSequence;
    last = firstSequence - 1;
    startNanos = nowNanos;
    declined = false;
    shown = true;
    findings.clear();
    state.beginBatch(timeMillis);
    begin();
    long limit = Math.min(available, firstSequence + config.maxBatchCommands() - 1);
    while (last < limit && bytes < config.maxBatchBytes()) {
      last++;
      if (index(last) % Lookahead.GROUP == 0) {
        lookAhead(last, Math.min(limit, last + Lookahead.GROUP - 1));
      }
      Command command = ring.get(last);
      failures[index(last)] = isLate(command) ? Failure.DEADLINE_PASSED : null;
      decide(command, index(last));
    }
  }

  /** Undoes it in memory, and decides the same commands with what is known by now. */
  void decideAgain() {
    state.rollBack(effects);
    begin();
    for (long sequence = first; sequence <= last; sequence++) {
      decide(ring.get(sequence), index(sequence));
    }
  }

  /** Decides again, and fails whoever asks for a change; what is read goes on. */
  void decline() {
    declined = true;
    for (long sequence = first; sequence <= last; sequence++) {
      Command command = ring.get(sequence);
      if (command.type() != null && !command.type().isRead() && failures[index(sequence)] == null) {
        failures[index(sequence)] = Failure.NOT_SERVING;
      }
    }
    decideAgain();
  }

  /** Undoes it in memory; everybody is failed. */
  void hide() {
    shown = false;
    state.rollBack(effects);
  }

  void decidedAt(long nanos) {
    decidedNanos = nanos;
    committedNanos = nanos;
  }

  void committedAt(long nanos) {
    committedNanos = nanos;
  }

  /** Where in the batch the command is that had the effect, or {@link #EXPIRY}. */
  int commandOf(int effectIndex) {
    return commandOfEffect[effectIndex];
  }

  long first() {
    return first;
  }

  /**
   * The last command that was ever decided, or was being decided when something went wrong; what is
   * behind it was not touched.
   */
  long last() {
    return last;
  }

  boolean wasDeclined() {
    return declined;
  }

  /** Why a command of the batch gets no answer; null if it gets one. */
  Failure failure(long sequence) {
    Failure failure = failures[index(sequence)];
    return failure == null && !shown ? Failure.NOT_SERVING : failure;
  }

  /** When the last command was decided, on the clock of {@link System#nanoTime}. */
  long decidedNanos() {
    return decidedNanos;
  }

  /** When all of it was durable; before that, when it was decided. */
  long committedNanos() {
    return committedNanos;
  }

  @Override
  public long number() {
    return effects.isEmpty() ? state.batchNumber() : effects.number();
  }

  @Override
  public long timeMillis() {
    return state.timeMillis();
  }

  @Override
  public long lastSequence() {
    return state.sequence();
  }

  @Override
  public EffectBatch effects() {
    return effects;
  }

  @Override
  public int expiries() {
    return expiries;
  }

  @Override
  public boolean shown() {
    return shown;
  }

  @Override
  public int commands() {
    return (int) (last - first + 1);
  }

  @Override
  public Command command(int index) {
    Command command = ring.get(first + index);
    return command.type() == null || failures[index] != null ? null : command;
  }

  @Override
  public Reason verdict(int index) {
    return findings.verdict(index);
  }

  @Override
  public Answer original(int index) {
    return findings.original(index);
  }

  @Override
  public long originalFingerprint(int index) {
    return findings.originalFingerprint(index);
  }

  private void begin() {
    effects.begin(state.batchNumber() + 1, state.timeMillis());
    bytes = 0;
    expiries = 0;
    findings.forgetDoubts();
    for (int count = 0; !declined && count < config.expiriesPerBatch(); count++) {
      Effect effect = effects.next();
      if (!decider.decideExpiry(state, effects.timeMillis(), effect)) {
        break;
      }
      take(effect, EXPIRY);
      expiries++;
    }
  }

  private void lookAhead(long from, long to) {
    for (long sequence = from; sequence <= to; sequence++) {
      lookahead.add(ring.get(sequence));
    }
    lookahead.run();
  }

  private void decide(Command command, int index) {
    if (command.type() == null || failures[index] != null) {
      return;
    }
    Effect effect = effects.next();
    informed.decide(command, index, effects.timeMillis(), effect);
    if (effect.type() != null) {
      take(effect, index);
    }
  }

  private void take(Effect effect, int command) {
    state.apply(effect);
    commandOfEffect[effects.size()] = command;
    effects.add();
    bytes +=
        BYTES_PER_EFFECT
            + effect.requestId().length()
            + effect.position().symbol().length()
            + effect.reservation().orderId().length();
  }

  private boolean isLate(Command command) {
    return command.deadlineNanos() != 0 && startNanos - command.deadlineNanos() > 0;
  }

  private int index(long sequence) {
    return (int) (sequence - first);
  }
}
