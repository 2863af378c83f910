package dev.ringfence.gateway.cli;

/** What the process tells the shell. */
public final class ExitCode {
  /** It was done, or found. */
  public static final int GOOD = 0;

  /** It was rejected, or not found. */
  public static final int REJECTED = 1;

  /** The command line, or a value in it, is wrong; or its answer can't be written. */
  public static final int WRONG_USAGE = 2;

  /** No server gave an answer. */
  public static final int NO_ANSWER = 3;

  /** A defect of Ringfence's own; the stack trace is for whoever mends it. */
  public static final int DEFECT = 4;

  private ExitCode() {}
}
