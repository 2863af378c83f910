package dev.ringfence.journal;

import dev.ringfence.engine.domain.Text;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/**
 * One parameter of the commit: an array of rows of a composite type, in PostgreSQL's binary format,
 * in a buffer that is used again for every batch. Columns are written in the order of the type.
 */
final class RowArray extends PGobject implements PGBinaryObject {
  private static final int OID_BOOLEAN = 16;
  private static final int OID_BYTEA = 17;
  private static final int OID_BIGINT = 20;
  private static final int OID_SMALLINT = 21;
  private static final int OID_TEXT = 25;
  private static final int OID_TIMESTAMPTZ = 1184;
  private static final int OID_NUMERIC = 1700;
  private static final int NULL_LENGTH = -1;

  private static final int HEADER_BYTES = 20;
  private static final int INITIAL_CAPACITY = 1_024;

  /** From 1970, where Java's time begins, to 2000, where PostgreSQL's does. */
  private static final long EPOCH_OFFSET_MILLIS = 946_684_800_000L;

  private static final int MICROS_PER_MILLI = 1_000;

  private final transient WireBuffer buffer = new WireBuffer(INITIAL_CAPACITY);
  private final int columns;
  private int rows;
  private int rowStart;

  RowArray(String rowType, int columns) {
    setType(rowType + "[]");
    this.columns = columns;
    clear(0);
  }

  /** Starts anew; the row type's number differs from database to database. */
  void clear(int rowTypeOid) {
    rows = 0;
    buffer.truncate(0);
    buffer.putInt(0);
    buffer.putInt(0);
    buffer.putInt(rowTypeOid);
    buffer.putInt(0);
    buffer.putInt(1);
  }

  int rows() {
    return rows;
  }

  void beginRow() {
    rowStart = buffer.skip(Integer.BYTES);
    buffer.putInt(columns);
  }

  void endRow() {
    buffer.setInt(rowStart, buffer.length() - rowStart - Integer.BYTES);
    rows++;
  }

  void bigint(long value) {
    begin(OID_BIGINT, Long.BYTES);
    buffer.putLong(value);
  }

  void smallint(int value) {
    begin(OID_SMALLINT, Short.BYTES);
    buffer.putShort(value);
  }

  void bool(boolean value) {
    begin(OID_BOOLEAN, Byte.BYTES);
    buffer.putByte(value ? 1 : 0);
  }

  void timestamp(long millis) {
    begin(OID_TIMESTAMPTZ, Long.BYTES);
    buffer.putLong((millis - EPOCH_OFFSET_MILLIS) * MICROS_PER_MILLI);
  }

  /** Zero means never, which is null. */
  void timestampOrNull(long millis) {
    if (millis == 0) {
      begin(OID_TIMESTAMPTZ, NULL_LENGTH);
    } else {
      timestamp(millis);
    }
  }

  void numeric(long units) {
    buffer.putInt(OID_NUMERIC);
    NumericCodec.put(buffer, units);
  }

  void currency(long packed) {
    int start = beginOpenEnded(OID_TEXT);
    CharacterCodec.putCurrency(buffer, packed);
    endOpenEnded(start);
  }

  /** Empty becomes null. */
  void textOrNull(Text text) {
    if (text.isEmpty()) {
      begin(OID_TEXT, NULL_LENGTH);
    } else {
      begin(OID_TEXT, text.length());
      buffer.putText(text);
    }
  }

  void nullText() {
    begin(OID_TEXT, NULL_LENGTH);
  }

  void nullNumeric() {
    begin(OID_NUMERIC, NULL_LENGTH);
  }

  void nullBigint() {
    begin(OID_BIGINT, NULL_LENGTH);
  }

  void nullSmallint() {
    begin(OID_SMALLINT, NULL_LENGTH);
  }

  void nullBool() {
    begin(OID_BOOLEAN, NULL_LENGTH);
  }

  void nullTimestamp() {
    begin(OID_TIMESTAMPTZ, NULL_LENGTH);
  }

  /** Starts a column of bytes, which are then written to the {@link #buffer}. */
  int beginBytes() {
    return beginOpenEnded(OID_BYTEA);
  }

  void endBytes(int start) {
    endOpenEnded(start);
  }

  WireBuffer buffer() {
    return buffer;
  }

  @Override
  public int lengthInBytes() {
    buffer.setInt(0, 1);
    buffer.setInt(HEADER_BYTES - 2 * Integer.BYTES, rows);
    return buffer.length();
  }

  @Override
  public void toBytes(byte[] target, int offset) {
    buffer.copyTo(target, offset);
  }

  @Override
  public void setByteValue(byte[] value, int offset) {
    throw new UnsupportedOperationException("Rows are only written");
  }

  @Override
  public String getValue() {
    throw new UnsupportedOperationException("Rows are only sent in binary form");
  }

  private void begin(int oid, int length) {
    buffer.putInt(oid);
    buffer.putInt(length);
  }

  private int beginOpenEnded(int oid) {
    buffer.putInt(oid);
    return buffer.skip(Integer.BYTES);
  }

  private void endOpenEnded(int start) {
    buffer.setInt(start, buffer.length() - start - Integer.BYTES);
  }
}
