package dev.ringfence.engine.command;

/** Fills a claimed ring slot. */
@FunctionalInterface
public interface CommandWriter {
  /** Writes all that the command needs; must not block, keep the slot, or throw. */
  void write(Command slot);

  /** False if the command changes nothing, whatever becomes of it. */
  default boolean changes() {
    return true;
  }
}
