package dev.ringfence.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import java.util.stream.Stream;

/** What is done to a folder with all that is in it. */
final class FileTree {

  private static final Set<PosixFilePermission> OPEN_TO_OTHERS =
      PosixFilePermissions.fromString("rwxr-xr-x");

  private FileTree() {}

  static Path create(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new LocalStackException(
          "cannot create the folder " + folder + ": " + e + "; choose another", e);
    }
  }

  /** Files that vanish meanwhile, as a dying server's do, are no error. */
  static void delete(Path folder) {
    try {
      Files.walkFileTree(folder, new Deletion());
    } catch (NoSuchFileException _) {
      // Nothing left to delete.
    } catch (IOException e) {
      throw new LocalStackException("cannot delete " + folder + ": " + e, e);
    }
  }

  static boolean isOwnedBy(String userId, Path path) {
    try {
      return Files.getAttribute(path, "unix:uid").toString().equals(userId);
    } catch (IOException e) {
      throw new LocalStackException("cannot read " + path + ": " + e, e);
    }
  }

  static void giveTo(String userId, Path folder) {
    try (Stream<Path> paths = Files.walk(folder)) {
      UserPrincipal user =
          folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(userId);
      for (Path path : (Iterable<Path>) paths::iterator) {
        Files.setOwner(path, user);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new LocalStackException("cannot give " + folder + " to user " + userId + ": " + e, e);
    }
  }

  /** Whatever the umask of who made it. */
  static void letOthersIn(Path folder) {
    try {
      Files.setPosixFilePermissions(folder, OPEN_TO_OTHERS);
    } catch (IOException e) {
      throw new LocalStackException("cannot let others into " + folder + ": " + e, e);
    }
  }

  /** Every parent must let other users pass. */
  static void requireOpenToOthers(Path folder) {
    for (Path parent = folder.getParent(); parent != null; parent = parent.getParent()) {
      if (!isOpenToOthers(parent)) {
        throw new LocalStackException(
            "PostgreSQL cannot run as root, and its user cannot pass through %s: choose a folder"
                    .formatted(parent)
                + " that others may enter, or do not run as root");
      }
    }
  }

  private static boolean isOpenToOthers(Path folder) {
    try {
      return Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_EXECUTE);
    } catch (IOException e) {
      throw new LocalStackException("cannot read " + folder + ": " + e, e);
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
