package dev.ringfence.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import java.util.stream.Stream;

/** Unpacks a server's program once per machine and version, for all stacks of all processes. */
final class BinaryCache {

  /** Writes what the archive holds into a folder. */
  @FunctionalInterface
  interface Unpacker {
    void unpack(InputStream archive, Path folder) throws IOException;
  }

  // One JVM needs no second copy; two processes at once are told apart by the rename.
  private static final Object UNPACKING = new Object();

  private static final String PARTIAL = ".partial-";

  /** Unpacking never takes as long. */
  private static final Duration LONGEST = Duration.ofHours(1);

  private final Path root;
  private final ProgressListener progress;

  BinaryCache(Path root, ProgressListener progress) {
    this.root = root;
    this.progress = progress;
  }

  Path unpacked(String title, String folderPrefix, String resource, Unpacker unpacker) {
    synchronized (UNPACKING) {
      try {
        Path folder = root.resolve(folderPrefix + "-" + checksum(resource));
        if (!Files.isDirectory(folder)) {
          progress.progress("unpacking " + title + " (once)");
          unpack(resource, folder, unpacker);
        }
        return folder;
      } catch (IOException e) {
        throw new LocalStackException(
            "cannot unpack %s into %s: %s; is the disk full?".formatted(title, root, e), e);
      }
    }
  }

  private void unpack(String resource, Path folder, Unpacker unpacker) throws IOException {
    Path partial = root.resolve(folder.getFileName() + PARTIAL + UUID.randomUUID());
    Files.createDirectories(partial);
    deleteAbandoned();
    try (InputStream archive = open(resource)) {
      unpacker.unpack(archive, partial);
      letOthersIn(partial);
      Files.move(partial, folder);
    } catch (IOException e) {
      FileTree.delete(partial);
      // Another process may have been quicker; its copy is as good.
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    }
  }

  /** It may be another user who runs what is in it, after another run's umask. */
  private static void letOthersIn(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      paths.filter(Files::isDirectory).forEach(FileTree::letOthersIn);
    }
  }

  /** Who was killed while unpacking left it behind: some 50 MB each time. */
  private void deleteAbandoned() {
    Instant abandoned = Instant.now().minus(LONGEST);
    try (DirectoryStream<Path> partials = Files.newDirectoryStream(root, "*" + PARTIAL + "*")) {
      for (Path partial : partials) {
        if (Files.getLastModifiedTime(partial).toInstant().isBefore(abandoned)) {
          FileTree.delete(partial);
        }
      }
    } catch (IOException | DirectoryIteratorException | LocalStackException _) {
      // Only tidying up: never a reason not to start.
    }
  }

  private static String checksum(String resource) throws IOException {
    try (DigestInputStream archive = new DigestInputStream(open(resource), sha256())) {
      archive.transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(archive.getMessageDigest().digest(), 0, 8);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static InputStream open(String resource) {
    InputStream stream = BinaryCache.class.getResourceAsStream("/" + resource);
    if (stream == null) {
      throw new LocalStackException(
          resource + " is not on the class path: build on this platform, so that it is included");
    }
    return stream;
  }
}
