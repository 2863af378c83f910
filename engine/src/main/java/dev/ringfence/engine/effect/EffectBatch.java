package dev.ringfence.engine.effect;

/** The effects of one group commit, in order; preallocated and used again for every batch. */
public final class EffectBatch {
  private final int shardId;
  private final Effect[] effects;
  private final LastMarks lastMarks;
  private int size;
  private long number;
  private long timeMillis;

  /** A batch whose look for the last effects can be foreseen; right wherever nobody is hostile. */
  public EffectBatch(int shardId, int capacity) {
    this(shardId, capacity, 0);
  }

  /** A batch that spreads its keys by the seed, so that nobody can choose ids that collide. */
  public EffectBatch(int shardId, int capacity, long hashSeed) {
    this.shardId = shardId;
    effects = new Effect[capacity];
    lastMarks = new LastMarks(capacity, hashSeed);
    for (int index = 0; index < capacity; index++) {
      effects[index] = new Effect();
    }
  }

  /** Starts the next batch, empty. */
  public void begin(long nextNumber, long nextTimeMillis) {
    for (int index = 0; index < size; index++) {
      effects[index].clear();
    }
    size = 0;
    number = nextNumber;
    timeMillis = nextTimeMillis;
  }

  /** The next free effect, to be cleared and filled and then taken in by {@link #add}. */
  public Effect next() {
    return effects[size];
  }

  /** Takes in what {@link #next} gave. */
  public void add() {
    size++;
  }

  /**
   * Tells of each effect whether it is the last about its account, its position and its
   * reservation: only those rows have to be written.
   */
  public void markLast() {
    lastMarks.mark(effects, size);
  }

  public boolean isEmpty() {
    return size == 0;
  }

  public int size() {
    return size;
  }

  public Effect get(int index) {
    if (index >= size) {
      throw new IndexOutOfBoundsException("Effect " + index + " of " + size);
    }
    return effects[index];
  }

  public int shardId() {
    return shardId;
  }

  /** Counts the shard's batches that had effects, gapless; the fence in PostgreSQL proves it. */
  public long number() {
    return number;
  }

  /** When the batch was decided; never less than that of the batch before. */
  public long timeMillis() {
    return timeMillis;
  }
}
