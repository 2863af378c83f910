package dev.ringfence.journal.tape;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.shard.DecidedBatch;
import java.nio.ByteBuffer;

/** Writes a batch into a buffer that is used again, and grows to the largest batch there was. */
final class BatchEncoder {
  static final int HEAD_LENGTH = 64;
  static final byte NO_VERDICT = -1;
  private static final int FIRST_LENGTH = 1 << 16;
  private static final long PRIME = 0x9E37_79B9_7F4A_7C15L;

  private final CommandCodec codec = new CommandCodec();
  private ByteBuffer buffer = ByteBuffer.allocate(FIRST_LENGTH);

  /** The frame's payload, valid until the next call. */
  ByteBuffer encode(DecidedBatch batch, long session, long ordinal) {
    buffer.clear().position(HEAD_LENGTH);
    int commands = 0;
    for (int index = 0; index < batch.commands(); index++) {
      Command command = batch.command(index);
      if (command != null) {
        ensureRoom();
        encode(batch, index, command);
        commands++;
      }
    }
    int end = buffer.position();
    long commitNanos = batch.committedNanos() - batch.decidedNanos();
    buffer
        .position(0)
        .put(Frames.BATCH)
        .put((byte) (batch.shown() ? 1 : 0))
        .putShort((short) batch.expiries())
        .putInt(commands)
        .putLong(session)
        .putLong(ordinal)
        .putLong(batch.number())
        .putLong(batch.timeMillis())
        .putLong(batch.lastSequence())
        .putInt(batch.effects().size())
        .putInt((int) Math.min(Integer.MAX_VALUE, commitNanos))
        .putLong(digestOfExpiries(batch));
    return buffer.position(0).limit(end);
  }

  /** Ends of reservations have no answer to compare; this stands for what they changed. */
  static long digestOfExpiries(DecidedBatch batch) {
    long digest = 0;
    for (int index = 0; index < batch.expiries(); index++) {
      Effect effect = batch.effects().get(index);
      digest = (digest ^ effect.accountId()) * PRIME;
      digest = (digest ^ effect.version()) * PRIME;
      digest = (digest ^ effect.reservation().remainingBefore()) * PRIME;
      digest = (digest ^ effect.reservation().openedSequence()) * PRIME;
    }
    return digest;
  }

  private void encode(DecidedBatch batch, int index, Command command) {
    long waitedNanos =
        command.receivedNanos() == 0 ? 0 : batch.decidedNanos() - command.receivedNanos();
    codec.write(buffer, command, waitedNanos);
    codec.write(buffer, command.answer(), command);
    Reason verdict = batch.verdict(index);
    buffer.put(verdict == null ? NO_VERDICT : (byte) verdict.code());
    if (verdict == Reason.NONE) {
      buffer.putLong(batch.originalFingerprint(index));
      codec.write(buffer, batch.original(index), command);
    }
  }

  private void ensureRoom() {
    if (buffer.remaining() < CommandCodec.MAX_LENGTH) {
      buffer = ByteBuffer.allocate(2 * buffer.capacity()).put(buffer.flip());
    }
  }
}
