package dev.ringfence.snapshotter.progress;

/** Hears how far a long piece of work has come. May be called from several threads at once. */
public interface Progress {
  /** Tells nobody. */
  Progress NONE = new Progress() {};

  /** Work begins; the expected rows are an estimate, 0 if there is none. */
  default void started(String task, long expectedRows) {}

  /** That many more rows are done. */
  default void advanced(long rows) {}

  /** Tells both. */
  static Progress both(Progress one, Progress other) {
    return new Progress() {
      @Override
      public void started(String task, long expectedRows) {
        one.started(task, expectedRows);
        other.started(task, expectedRows);
      }

      @Override
      public void advanced(long rows) {
        one.advanced(rows);
        other.advanced(rows);
      }

      @Override
      public void finished() {
        one.finished();
        other.finished();
      }
    };
  }

  /** The work is over, well or not. */
  default void finished() {}
}
