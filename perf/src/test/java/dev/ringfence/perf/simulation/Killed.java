package dev.ringfence.perf.simulation;

/** Unwinds the stack of a process that is no more. */
final class Killed extends Error {
  private static final long serialVersionUID = 1;

  Killed() {
    super("killed", null, false, false);
  }
}
