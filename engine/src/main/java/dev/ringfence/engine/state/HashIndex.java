package dev.ringfence.engine.state;

import java.util.function.IntConsumer;

/**
 * Finds rows by the hash of their key. Linear hashing: every addition splits two buckets, so that
 * growing never stops the shard for a rehash of everything. There are two buckets for each row, as
 * every row that is looked at in vain is a cache miss. The chains run through one column of the
 * rows themselves, which holds the row's hash and the next row.
 */
final class HashIndex {
  private static final int FIRST_BUCKETS = 64;
  private static final long LOW_HALF = 0xFFFF_FFFFL;

  private final Rows rows;
  private final int linkColumn;
  private final PagedInts heads = new PagedInts();
  private int buckets = FIRST_BUCKETS;
  private int highMask = 2 * FIRST_BUCKETS - 1;
  private int size;

  HashIndex(Rows rows, int linkColumn) {
    this.rows = rows;
    this.linkColumn = linkColumn;
    for (int bucket = 0; bucket < FIRST_BUCKETS; bucket++) {
      heads.set(bucket, Rows.NONE);
    }
  }

  /** The newest row with this hash, or none; the caller compares the keys. */
  int first(int hash) {
    return skip(heads.get(bucketOf(hash)), hash);
  }

  /** The newest row of the bucket, whatever its hash: one step towards the row that is sought. */
  int newest(int hash) {
    return heads.get(bucketOf(hash));
  }

  /** Stays where the hash is right, and else makes one more step towards the row. */
  int follow(int row, int hash) {
    if (row == Rows.NONE) {
      return Rows.NONE;
    }
    long link = rows.get(row, linkColumn);
    return hashIn(link) == hash ? row : (int) link;
  }

  /** The next older row with this hash, or none. */
  int next(int row, int hash) {
    return skip((int) rows.get(row, linkColumn), hash);
  }

  void add(int row, int hash) {
    int bucket = bucketOf(hash);
    rows.set(row, linkColumn, link(hash, heads.get(bucket)));
    heads.set(bucket, row);
    size++;
    while (2 * size > buckets) {
      split();
    }
  }

  void remove(int row) {
    long link = rows.get(row, linkColumn);
    int bucket = bucketOf(hashIn(link));
    int before = Rows.NONE;
    int current = heads.get(bucket);
    while (current != row) {
      if (current == Rows.NONE) {
        throw new IllegalStateException("Row " + row + " is not in the index");
      }
      before = current;
      current = (int) rows.get(current, linkColumn);
    }
    if (before == Rows.NONE) {
      heads.set(bucket, (int) link);
    } else {
      rows.set(before, linkColumn, link(hashIn(rows.get(before, linkColumn)), (int) link));
    }
    size--;
  }

  /** Shows every row, in no particular order. */
  void forEach(IntConsumer consumer) {
    for (int bucket = 0; bucket < buckets; bucket++) {
      int row = heads.get(bucket);
      while (row != Rows.NONE) {
        int next = (int) rows.get(row, linkColumn);
        consumer.accept(row);
        row = next;
      }
    }
  }

  private int skip(int row, int hash) {
    int current = row;
    while (current != Rows.NONE) {
      long link = rows.get(current, linkColumn);
      if (hashIn(link) == hash) {
        return current;
      }
      current = (int) link;
    }
    return Rows.NONE;
  }

  /** Adds one bucket, and moves into it what belongs there from the one it divides. */
  private void split() {
    int added = buckets;
    int divided = added & (highMask >>> 1);
    buckets++;
    if (buckets > highMask) {
      highMask = 2 * highMask + 1;
    }
    int kept = Rows.NONE;
    int moved = Rows.NONE;
    int row = heads.get(divided);
    while (row != Rows.NONE) {
      long link = rows.get(row, linkColumn);
      int hash = hashIn(link);
      if (bucketOf(hash) == divided) {
        rows.set(row, linkColumn, link(hash, kept));
        kept = row;
      } else {
        rows.set(row, linkColumn, link(hash, moved));
        moved = row;
      }
      row = (int) link;
    }
    heads.set(divided, kept);
    heads.set(added, moved);
  }

  private int bucketOf(int hash) {
    int bucket = hash & highMask;
    return bucket < buckets ? bucket : bucket & (highMask >>> 1);
  }

  private static long link(int hash, int next) {
    return ((long) hash << 32) | (next & LOW_HALF);
  }

  private static int hashIn(long link) {
    return (int) (link >>> 32);
  }
}
