package dev.ringfence.gateway.cli;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * Where a command prints to. Java's own swallows what goes wrong there: a file on a full disk would
 * be cut short, and the shell would hear that all is well.
 */
public final class StandardOutput {
  private final Watched watched;
  private final PrintWriter writer;
  private final Supplier<String> brokenPipe;

  public StandardOutput(OutputStream file) {
    this(file, StandardOutput::brokenPipe);
  }

  /**
   * @param brokenPipe what the system says where nobody reads any more
   */
  StandardOutput(OutputStream file, Supplier<String> brokenPipe) {
    this.brokenPipe = brokenPipe;
    watched = new Watched(file);
    writer = new PrintWriter(new BufferedOutputStream(watched), true, StandardCharsets.UTF_8);
  }

  public PrintWriter writer() {
    return writer;
  }

  /** The same exit code, unless what was asked for could not be written; then it says why. */
  public int exitCode(int exitCode, PrintWriter err) {
    writer.flush();
    if (exitCode != ExitCode.GOOD || watched.failure == null || isClosedByReader()) {
      return exitCode;
    }
    err.println("The output can't be written: " + watched.failure.getMessage());
    return ExitCode.WRONG_USAGE;
  }

  /** As by head, which has all it wants. */
  private boolean isClosedByReader() {
    return brokenPipe.get().equals(watched.failure.getMessage());
  }

  /** In the language of whoever uses the machine: so one is broken here, to hear it. */
  private static String brokenPipe() {
    try {
      Pipe pipe = Pipe.open();
      pipe.source().close();
      try (Pipe.SinkChannel sink = pipe.sink()) {
        var _ = sink.write(ByteBuffer.allocate(1));
      }
      return "Broken pipe";
    } catch (IOException broken) {
      return String.valueOf(broken.getMessage());
    }
  }

  private static final class Watched extends FilterOutputStream {
    private volatile IOException failure;

    Watched(OutputStream file) {
      super(file);
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
