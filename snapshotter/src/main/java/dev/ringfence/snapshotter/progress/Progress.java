package dev.ringfence.snapshotter.progress;

/** Hears how far a long piece of work has come. May be called from several threads at once. */
public interface Progress {
  /** Tells nobody. */
  Progress NONE = new Progress() {};

  /** Work begins; the expected rows are an estimate, 0 if there is none. */
  default void started(String task, long expectedRows) {}

  /** That many more rows are done. */
  default void advanced(long rows) {}

  /** The work is over, well or not. */
  default void finished() {}
}
