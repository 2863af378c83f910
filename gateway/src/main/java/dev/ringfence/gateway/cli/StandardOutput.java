package dev.ringfence.gateway.cli;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Where a command prints to. Java's own swallows what goes wrong there: a file on a full disk would
 * be cut short, and the shell would hear that all is well.
 */
public final class StandardOutput {
  private final Watched watched;
  private final PrintWriter writer;

  public StandardOutput(OutputStream file) {
    watched = new Watched(file);
    writer = new PrintWriter(new BufferedOutputStream(watched), true, StandardCharsets.UTF_8);
  }

  public PrintWriter writer() {
    return writer;
  }

  /** The same exit code, unless what was asked for could not be written; then it says why. */
  public int exitCode(int exitCode, PrintWriter err) {
    writer.flush();
    if (exitCode != ExitCode.GOOD || watched.failure == null || watched.isClosedByReader()) {
      return exitCode;
    }
    err.println("The output can't be written: " + watched.failure.getMessage());
    return ExitCode.WRONG_USAGE;
  }

  private static final class Watched extends FilterOutputStream {
    private volatile IOException failure;

    Watched(OutputStream file) {
      super(file);
    }

    /** As head does, which has all it wants. */
    boolean isClosedByReader() {
      return "Broken pipe".equals(failure.getMessage());
    }

    @Override
    public void write(int single) throws IOException {
      write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException failed) {
        failure = failed;
        throw failed;
      }
    }
  }
}
