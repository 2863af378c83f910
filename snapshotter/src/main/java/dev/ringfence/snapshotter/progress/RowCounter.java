package dev.ringfence.snapshotter.progress;

/** Counts the rows of one thread and reports them in portions, so that counting costs nothing. */
public final class RowCounter {
  private static final int PORTION = 8_192;

  private final Progress progress;
  private long rows;
  private int unreported;

  public RowCounter(Progress progress) {
    this.progress = progress;
  }

  public void increment() {
    rows++;
    if (++unreported == PORTION) {
      flush();
    }
  }

  /** Reports what is left over. */
  public void flush() {
    progress.advanced(unreported);
    unreported = 0;
  }

  public long rows() {
    return rows;
  }
}
