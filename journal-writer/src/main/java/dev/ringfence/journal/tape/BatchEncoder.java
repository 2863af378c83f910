package dev.ringfence.journal.tape;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.shard.DecidedBatch;
import java.nio.ByteBuffer;

/** Writes a batch into a buffer that is used again, and grows to the largest batch there was. */
final class BatchEncoder {
  static final int HEAD_LENGTH = 60;

  /** A start comes before the batches of its session. */
  static final long START_ORDINAL = -1;

  static final byte NO_VERDICT = -1;
  private static final int NUMBER = 24;
  private static final int FIRST_LENGTH = 1 << 16;
  private static final long PRIME = 0x9E37_79B9_7F4A_7C15L;

  private final CommandCodec codec = new CommandCodec();
  private ByteBuffer buffer = ByteBuffer.allocate(FIRST_LENGTH);

  /** The frame's payload, valid until the next call. */
  ByteBuffer encode(DecidedBatch batch, byte kind, long session, long ordinal) {
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
    buffer
        .position(0)
        .put(kind)
        .put((byte) (batch.shown() ? 1 : 0))
        .putShort((short) batch.expiries())
        .putInt(commands)
        .putLong(session)
        .putLong(ordinal)
        .putLong(batch.number())
        .putLong(batch.timeMillis())
        .putLong(batch.lastSequence())
        .putInt(batch.effects().size())
        .putLong(digestOfExpiries(batch));
    return buffer.position(0).limit(end);
  }

  /** The same, of the beginning of a session: no commands, and the head's last place is used. */
  ByteBuffer encode(SessionStart start, long session) {
    return buffer
        .clear()
        .put(Frames.START)
        .put((byte) 1)
        .putShort((short) 0)
        .putInt(0)
        .putLong(session)
        .putLong(START_ORDINAL)
        .putLong(start.batchNumber())
        .putLong(start.timeMillis())
        .putLong(start.sequence())
        .putInt(0)
        .putLong(start.rememberedFrom())
        .putLong(start.epoch())
        .flip();
  }

  /** Reads what {@link #encode(SessionStart, long)} wrote, wherever the position is. */
  static SessionStart decodeStart(ByteBuffer frame) {
    return new SessionStart(
        frame.getLong(HEAD_LENGTH),
        frame.getLong(NUMBER),
        frame.getLong(NUMBER + 2 * Long.BYTES),
        frame.getLong(NUMBER + Long.BYTES),
        frame.getLong(HEAD_LENGTH - Long.BYTES));
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
    codec.write(buffer, command);
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
