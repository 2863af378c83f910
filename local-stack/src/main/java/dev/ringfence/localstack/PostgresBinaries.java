package dev.ringfence.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The unpacked programs of PostgreSQL. */
record PostgresBinaries(Path folder) {

  private static final String VERSION = "18.4";
  private static final String STATEMENT_STATISTICS = "pg_stat_statements";

  static PostgresBinaries unpack(BinaryCache cache) {
    return new PostgresBinaries(
        cache.unpacked(
            "PostgreSQL " + VERSION,
            "postgres-" + VERSION,
            Platform.current().postgresArchive(),
            PostgresBinaries::extract));
  }

  String initdb() {
    return folder.resolve("bin/initdb").toString();
  }

  String postgres() {
    return folder.resolve("bin/postgres").toString();
  }

  /** The extensions that this build of PostgreSQL has and that are worth having. */
  List<String> preloadedLibraries() {
    boolean present =
        Files.exists(
            folder.resolve("share/postgresql/extension/" + STATEMENT_STATISTICS + ".control"));
    return present ? List.of(STATEMENT_STATISTICS) : List.of();
  }

  private static void extract(InputStream archive, Path folder) throws IOException {
    try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(archive))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("nobody waits for it any more");
        }
        write(entry, tar, folder.resolve(entry.getName()).normalize(), folder);
      }
    }
  }

  private static void write(TarArchiveEntry entry, InputStream content, Path target, Path folder)
      throws IOException {
    if (!target.startsWith(folder)) {
      throw new IOException("the archive reaches out of its folder: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
    } else if (entry.isLink()) {
      Files.createLink(target, folder.resolve(entry.getLinkName()).normalize());
    } else {
      Files.copy(content, target);
      boolean program = (entry.getMode() & 0100) != 0;
      Files.setPosixFilePermissions(
          target, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
    }
  }
}
