package dev.ringfence.journal;

import java.nio.ByteBuffer;

/** Turns rows of a {@link RowArray} into what COPY BINARY takes: the same without type numbers. */
final class CopyRows {
  /** Which columns of the row type go where; -1 is the shard, -2 a time, -3 a slot. */
  static final int[] LEDGER = new int[28];

  static final int[] OUTBOX = {-1, 0, 1, 2, 3, 6, 27, -3};
  static final int[] ACCOUNT = {0, -1, 1, 2, 3, 4, 5, -2};
  static final int[] RESERVATION = {0, 1, -1, 2, 3, 4, 5, 6, 7};

  private static final int SHARD = -1;
  private static final int SLOT = -3;
  private static final int ARRAY_HEADER_BYTES = 20;
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0
  };

  static {
    for (int column = 0; column < LEDGER.length; column++) {
      LEDGER[column] = column - 1;
    }
  }

  private CopyRows() {}

  static String columns(String table) {
    return switch (table) {
      case "outbox" ->
          "(shard_id, sequence, account_id, version, type, occurred_at, payload, slot)";
      default -> "";
    };
  }

  static byte[] of(RowArray rows, int shardId, int[] columns) {
    byte[] source = new byte[rows.lengthInBytes()];
    rows.toBytes(source, 0);
    ByteBuffer in = ByteBuffer.wrap(source).position(ARRAY_HEADER_BYTES);
    ByteBuffer out = ByteBuffer.allocate(source.length + 64 + 16 * rows.rows());
    out.put(SIGNATURE).putInt(0).putInt(0);
    for (int row = 0; row < rows.rows(); row++) {
      in.getInt();
      int[] starts = new int[in.getInt()];
      for (int column = 0; column < starts.length; column++) {
        in.getInt();
        starts[column] = in.position();
        in.position(in.position() + Integer.BYTES + Math.max(0, in.getInt(in.position())));
      }
      out.putShort((short) columns.length);
      for (int column : columns) {
        if (column == SHARD) {
          out.putInt(Integer.BYTES).putInt(shardId);
        } else if (column == SLOT) {
          out.putInt(Short.BYTES).putShort((short) 0);
        } else if (column < 0) {
          out.putInt(Long.BYTES).putLong(800_000_000_000_000L);
        } else {
          int length = Integer.BYTES + Math.max(0, in.getInt(starts[column]));
          out.put(source, starts[column], length);
        }
      }
    }
    out.putShort((short) -1);
    byte[] result = new byte[out.position()];
    out.flip().get(result);
    return result;
  }
}
