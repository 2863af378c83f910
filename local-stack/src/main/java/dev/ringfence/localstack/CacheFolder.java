package dev.ringfence.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** Picks the folder in which this user's unpacked servers are kept. */
final class CacheFolder {

  private static final FileAttribute<?> OWNERS_PROGRAM =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private CacheFolder() {}

  static Path choose() {
    return choose(
        System.getenv(),
        Path.of(System.getProperty("user.home")),
        EphemeralFolders.PARENT,
        Tether.ofThisMachine().postgresUser());
  }

  static Path choose(
      Map<String, String> environment,
      Path home,
      Path temporary,
      Tether.PostgresUser postgresUser) {
    Path fallback = temporary.resolve("ringfence-cache-" + System.getProperty("user.name"));
    // Another user cannot walk through root's home.
    if (postgresUser == Tether.PostgresUser.NOBODY) {
      Path own = requireOwn(fallback, temporary);
      FileTree.letOthersIn(own);
      return own;
    }
    String configured = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path caches = configured.isBlank() ? home.resolve(".cache") : Path.of(configured);
    Path preferred = caches.resolve("ringfence");
    // A user without a home is given "?" as one.
    return caches.isAbsolute() && isUsable(preferred) ? preferred : requireOwn(fallback, temporary);
  }

  private static boolean isUsable(Path folder) {
    try {
      Files.createDirectories(folder);
      return letsProgramsRun(folder);
    } catch (IOException _) {
      return false;
    }
  }

  /** A disk may be mounted so that nothing on it can be run. */
  private static boolean letsProgramsRun(Path folder) throws IOException {
    Path probe = Files.createTempFile(folder, "program", "", OWNERS_PROGRAM);
    try {
      return Files.isExecutable(probe);
    } finally {
      Files.delete(probe);
    }
  }

  /**
   * In a folder that all may write to, what is to be run must not have been put there by others.
   */
  private static Path requireOwn(Path folder, Path temporary) {
    try {
      Files.createDirectories(folder);
      Path probe = Files.createTempFile(folder, "owner", "");
      boolean own = Files.getOwner(folder).equals(Files.getOwner(probe));
      Files.delete(probe);
      if (!own) {
        throw new LocalStackException(
            folder + " belongs to another user: delete it, or set XDG_CACHE_HOME");
      }
      if (!letsProgramsRun(folder)) {
        throw new LocalStackException(
            "nothing can be run from "
                + folder
                + ", whose disk is mounted noexec: set XDG_CACHE_HOME to a folder on another");
      }
      return folder;
    } catch (IOException e) {
      throw new LocalStackException(
          "no folder to unpack servers into, neither at home nor in "
              + temporary
              + ": set XDG_CACHE_HOME to one that can be written",
          e);
    }
  }
}
