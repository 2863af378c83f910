package dev.ringfence.perf.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a client asked and was told. A line is with the operating system when {@link #append}
 * returns, so it outlives a kill of the client.
 */
final class ClientJournal implements AutoCloseable {
  private final FileChannel file;

  ClientJournal(Path path) {
    try {
      file =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
      // The last life may have been cut off in the middle of a line.
      write("\n");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep a journal in " + path, e);
    }
  }

  synchronized void append(JournalEntry entry) {
    try {
      write(entry.format() + '\n');
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the journal", e);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the journal", e);
    }
  }

  /** All whole lines. */
  static List<JournalEntry> read(Path path) {
    List<JournalEntry> entries = new ArrayList<>();
    if (!Files.exists(path)) {
      return entries;
    }
    try (Stream<String> lines = Files.lines(path)) {
      lines.map(JournalEntry::parse).flatMap(Optional::stream).forEach(entries::add);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path, e);
    }
    return entries;
  }

  private void write(String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      int _ = file.write(bytes);
    }
  }
}
