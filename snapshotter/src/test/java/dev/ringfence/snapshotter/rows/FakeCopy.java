package dev.ringfence.snapshotter.rows;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.postgresql.copy.CopyOut;

/** Messages as the driver would give them. */
final class FakeCopy implements CopyOut {
  private final Deque<BinaryRow> messages;
  private boolean active = true;

  FakeCopy(BinaryRow... messages) {
    this.messages = new ArrayDeque<>(List.of(messages));
  }

  @Override
  public byte[] readFromCopy() {
    if (messages.isEmpty()) {
      active = false;
      return null;
    }
    return messages.removeFirst().toBytes();
  }

  @Override
  public byte[] readFromCopy(boolean block) {
    return readFromCopy();
  }

  @Override
  public int getFieldCount() {
    return 1;
  }

  @Override
  public int getFormat() {
    return 1;
  }

  @Override
  public int getFieldFormat(int field) {
    return 1;
  }

  @Override
  public boolean isActive() {
    return active;
  }

  @Override
  public void cancelCopy() {
    throw new UnsupportedOperationException("A stream is never cancelled");
  }

  @Override
  public long getHandledRowCount() {
    return 0;
  }
}
