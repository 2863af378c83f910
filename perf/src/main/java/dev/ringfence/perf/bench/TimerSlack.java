package dev.ringfence.perf.bench;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Linux lets every timer of a thread fire 50 µs late to save power. A sender that paces requests
 * asks for exact timers, else that delay would be counted as the server's.
 */
final class TimerSlack {
  private static final int PR_SET_TIMERSLACK = 29;

  private TimerSlack() {}

  /** For the calling thread; does nothing where there is no such call. */
  @SuppressWarnings("restricted")
  static void makeExact() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return;
    }
    Linker linker = Linker.nativeLinker();
    MemorySegment prctl = linker.defaultLookup().find("prctl").orElse(null);
    if (prctl == null) {
      return;
    }
    MethodHandle handle =
        linker.downcallHandle(
            prctl,
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG),
            Linker.Option.firstVariadicArg(1));
    try {
      int _ = (int) handle.invokeExact(PR_SET_TIMERSLACK, 1L);
    } catch (Throwable e) {
      throw new IllegalStateException("prctl cannot be called", e);
    }
  }
}
