package dev.ringfence.engine.shard;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.effect.EffectBatch;

/**
 * A batch that was decided; only valid during the call that shows it. With the state before it,
 * this is all that it takes to decide it again.
 */
public interface DecidedBatch {
  /** Its number, if it has effects; if not, that of the last durable batch. */
  long number();

  long timeMillis();

  /** The sequence of its last effect, or of the last one before it. */
  long lastSequence();

  EffectBatch effects();

  /** How many of the effects, the first ones, are ends of reservations whose time had come. */
  int expiries();

  /** False if the journal forbade to show the answers: everybody was told NOT_SERVING. */
  boolean shown();

  /** How many slots it took from the ring. */
  int commands();

  /** A command, with its answer; null if the slot was empty or nothing was done for it. */
  Command command(int index);

  /** What the journal found out about the command; NONE for a repeat, null for nothing. */
  Reason verdict(int index);

  /** The answer of then, where the journal found that the command is a repeat. */
  Answer original(int index);

  /** The fingerprint of then. */
  long originalFingerprint(int index);
}
