package dev.ringfence.journal.tape;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.shard.DecidedBatch;
import java.nio.ByteBuffer;

/** One batch off the tape; used again for the next one. */
public final class TapedBatch {
  /** How a batch goes with the one before it on the tape. */
  public enum Joint {
    /** It is the next. */
    FOLLOWS,
    /** It is the next, of a shard that was rebuilt from PostgreSQL: refusals are forgotten. */
    RESTART,
    /** Some are missing between. */
    GAP,
    /** The tape had its number before: somebody wrote another history. */
    FORK
  }

  private final CommandCodec codec = new CommandCodec();
  private ByteBuffer payload;
  private Joint joint;
  private boolean isOpen;
  private long rememberedFrom;
  private boolean shown;
  private int expiries;
  private int commands;
  private int left;
  private long session;
  private long ordinal;
  private long number;
  private long timeMillis;
  private long lastSequence;
  private int effects;
  private long digestOfExpiries;

  public Joint joint() {
    return joint;
  }

  /**
   * Whether nothing on the tape tells if it is durable: it was with the journal when its process
   * died, and nobody was told of it.
   */
  public boolean isOpen() {
    return isOpen;
  }

  /**
   * Of the first batch of a shard that was rebuilt: the sequence from which on it remembered what
   * was accepted and what had ended. 0 if that is not known.
   */
  public long rememberedFrom() {
    return rememberedFrom;
  }

  /** False if everybody was told NOT_SERVING. */
  public boolean shown() {
    return shown;
  }

  public int expiries() {
    return expiries;
  }

  /** How many commands were decided in it. */
  public int commands() {
    return commands;
  }

  /** Tells one life of a shard from another. */
  public long session() {
    return session;
  }

  /** Its place among the batches of the session, those without effects included. */
  public long ordinal() {
    return ordinal;
  }

  /** The number of the last durable batch: this one, if it has effects. */
  public long number() {
    return number;
  }

  /** The number of the last durable batch before it. */
  public long numberBefore() {
    return effects == 0 ? number : number - 1;
  }

  /** The sequence of the last durable effect before it. */
  public long sequenceBefore() {
    return lastSequence - effects;
  }

  public long timeMillis() {
    return timeMillis;
  }

  public long lastSequence() {
    return lastSequence;
  }

  public int effects() {
    return effects;
  }

  /** Whether what was decided anew ended the same reservations as then. */
  public boolean hasExpiriesOf(DecidedBatch batch) {
    return expiries == batch.expiries() && digestOfExpiries == BatchEncoder.digestOfExpiries(batch);
  }

  /** Reads the next command and what became of it; call it as often as there are commands. */
  public void nextCommand(Command command, TapedAnswer answer) {
    if (left == 0) {
      throw new IllegalStateException("Batch " + number + " has no more commands");
    }
    left--;
    codec.read(payload, command);
    codec.read(payload, answer.answer(), command);
    byte verdict = payload.get();
    long fingerprint = verdict == Reason.NONE.code() ? payload.getLong() : 0;
    if (verdict == Reason.NONE.code()) {
      codec.read(payload, answer.original(), command);
    }
    answer.set(verdict == BatchEncoder.NO_VERDICT ? null : Reason.ofCode(verdict), fingerprint);
  }

  void read(ByteBuffer frame) {
    payload = frame;
    isOpen = payload.get() == Frames.OPEN;
    shown = payload.get() != 0;
    expiries = payload.getShort();
    commands = payload.getInt();
    left = commands;
    session = payload.getLong();
    ordinal = payload.getLong();
    number = payload.getLong();
    timeMillis = payload.getLong();
    lastSequence = payload.getLong();
    effects = payload.getInt();
    digestOfExpiries = payload.getLong();
  }

  void join(Joint next, long remembered) {
    joint = next;
    rememberedFrom = remembered;
  }

  /** The tape goes on behind it: it is durable. */
  void settle() {
    isOpen = false;
  }
}
