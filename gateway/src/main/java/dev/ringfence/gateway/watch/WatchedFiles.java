package dev.ringfence.gateway.watch;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one or more files say together, kept up to date. Files that are broken or gone change
 * nothing: what was in force stays, and the log tells, once. They are tried again all the same:
 * what can't be used now may be of use later, as a certificate that begins tomorrow. Contents are
 * compared rather than times, which tell nothing about a link that leads elsewhere, as secrets are
 * mounted in containers.
 */
public final class WatchedFiles<T> {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedFiles.class);
  private static final long MAX_BYTES = 16 * 1024 * 1024;

  /** Makes sense of the files' bytes. */
  public interface Reader<T> {
    /**
     * Reads.
     *
     * @param contents of the files, in their order
     * @param before what is in force so far
     * @throws UnusableFileException if they make no sense
     */
    T read(List<byte[]> contents, T before);
  }

  private final List<Path> files;
  private final Reader<T> reader;

  /** What is in force stands in these. */
  private List<byte[]> used;

  /** Why what is in them now is not in force; empty if it is. */
  private volatile String complaint = "";

  private volatile T current;

  /**
   * Reads them for the first time.
   *
   * @throws UnusableFileException if they can't be used
   */
  public WatchedFiles(List<Path> files, Reader<T> reader, T nothing) {
    // Whoever reads of one in a log does not know in which folder this process runs.
    this.files = files.stream().map(Path::toAbsolutePath).toList();
    this.reader = reader;
    try {
      used = contents();
      current = reader.read(used, nothing);
    } catch (IOException | UnusableFileException broken) {
      throw new UnusableFileException(explain(broken), broken);
    }
  }

  /** What is in force. */
  public T current() {
    return current;
  }

  /** Those of which what they say now is not in force, by their names. */
  public List<String> notInForce() {
    return complaint.isEmpty()
        ? List.of()
        : files.stream().map(file -> file.getFileName().toString()).toList();
  }

  /** Reads them again if they have changed; for one thread at a time. Never throws. */
  public void lookAgain() {
    try {
      List<byte[]> contents = contents();
      if (same(contents, used) && complaint.isEmpty()) {
        return;
      }
      current = reader.read(contents, current);
      used = contents;
      complaint = "";
      LOG.info("{} changed; what it says is in force", names());
    } catch (IOException | RuntimeException | Error broken) {
      // An error, too: nobody would look again, and no key could be taken back any more.
      tellOnce(explain(broken));
    }
  }

  private void tellOnce(String why) {
    if (!why.equals(complaint)) {
      complaint = why;
      LOG.error("{}; what was in force before stays", why);
    }
  }

  private List<byte[]> contents() throws IOException {
    List<byte[]> contents = new ArrayList<>();
    for (Path file : files) {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException(file + " has more than " + MAX_BYTES + " bytes");
      }
      contents.add(Files.readAllBytes(file));
    }
    return contents;
  }

  private static boolean same(List<byte[]> ones, List<byte[]> others) {
    if (ones.size() != others.size()) {
      return false;
    }
    for (int index = 0; index < ones.size(); index++) {
      if (!Arrays.equals(ones.get(index), others.get(index))) {
        return false;
      }
    }
    return true;
  }

  private String explain(Throwable broken) {
    String cause =
        switch (broken) {
          case UnusableFileException unusable -> unusable.getMessage();
          case NoSuchFileException missing -> "there is no file " + missing.getFile();
          case AccessDeniedException closed ->
              "user %s may not read %s"
                  .formatted(System.getProperty("user.name"), closed.getFile());
          default -> broken.getClass().getSimpleName() + " " + broken.getMessage();
        };
    return names() + " can't be used: " + cause;
  }

  private String names() {
    return files.stream().map(Path::toString).collect(Collectors.joining(" with "));
  }
}
