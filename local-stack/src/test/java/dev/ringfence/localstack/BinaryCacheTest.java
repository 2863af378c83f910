package dev.ringfence.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinaryCacheTest {

  private static final String RESOURCE =
      BinaryCacheTest.class.getName().replace('.', '/') + ".class";

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  @TempDir Path root;

  private final List<String> progress = new ArrayList<>();

  @Test
  void shouldUnpackOnceWhenAskedAgain() throws IOException {
    Path first = cache().unpacked("Thing 1", "thing-1", RESOURCE, BinaryCacheTest::copy);
    Path second = cache().unpacked("Thing 1", "thing-1", RESOURCE, BinaryCacheTest::copy);

    assertEquals(first, second);
    assertTrue(Files.size(first.resolve("program")) > 0);
    assertEquals(List.of("unpacking Thing 1 (once)"), progress);
    assertEquals(List.of(first), folders());
  }

  @Test
  void shouldLetOthersRunItWhenTheUmaskKeepsThemOut() throws IOException {
    Path thing =
        cache()
            .unpacked(
                "Thing 1",
                "thing-1",
                RESOURCE,
                (archive, folder) -> {
                  Files.setPosixFilePermissions(folder, OWNER_ONLY);
                  Path below =
                      Files.createDirectory(
                          folder.resolve("bin"), PosixFilePermissions.asFileAttribute(OWNER_ONLY));
                  copy(archive, below);
                });

    assertEquals("rwxr-xr-x", permissions(thing));
    assertEquals("rwxr-xr-x", permissions(thing.resolve("bin")));
  }

  @Test
  void shouldLeaveNothingWhenUnpackingFails() throws IOException {
    LocalStackException failure =
        assertThrows(
            LocalStackException.class,
            () ->
                cache()
                    .unpacked(
                        "Thing 1",
                        "thing-1",
                        RESOURCE,
                        (archive, folder) -> {
                          copy(archive, folder);
                          throw new IOException("disk full");
                        }));

    assertTrue(failure.getMessage().contains("disk full"), failure.getMessage());
    assertEquals(List.of(), folders());
  }

  @Test
  void shouldTakeTheOtherCopyWhenAnotherProcessIsQuicker() throws IOException {
    Path folder =
        cache()
            .unpacked(
                "Thing 1",
                "thing-1",
                RESOURCE,
                (archive, partial) -> {
                  copy(archive, partial);
                  String name = partial.getFileName().toString().replaceFirst("\\.partial.*", "");
                  Path winner = Files.createDirectory(partial.resolveSibling(name));
                  Files.writeString(winner.resolve("program"), "of the winner");
                });

    assertEquals("of the winner", Files.readString(folder.resolve("program")));
    assertEquals(List.of(folder), folders());
  }

  @Test
  void shouldDeleteWhatAKilledProcessHasLeftBehind() throws IOException {
    Path abandoned = Files.createDirectory(root.resolve("thing-0-1a2b.partial-1"));
    Files.writeString(abandoned.resolve("program"), "half of it");
    Files.setLastModifiedTime(abandoned, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    Path underWay = Files.createDirectory(root.resolve("thing-0-1a2b.partial-2"));

    Path folder = cache().unpacked("Thing 1", "thing-1", RESOURCE, BinaryCacheTest::copy);

    assertEquals(Set.of(folder, underWay), Set.copyOf(folders()));
  }

  @Test
  void shouldSayWhatIsMissingWhenArchiveIsNotOnClassPath() {
    LocalStackException failure =
        assertThrows(
            LocalStackException.class,
            () -> cache().unpacked("Thing 1", "thing-1", "nowhere.txz", BinaryCacheTest::copy));

    assertTrue(failure.getMessage().contains("nowhere.txz"), failure.getMessage());
  }

  private BinaryCache cache() {
    return new BinaryCache(root, progress::add);
  }

  private List<Path> folders() throws IOException {
    try (Stream<Path> children = Files.list(root)) {
      return children.toList();
    }
  }

  private static String permissions(Path folder) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
  }

  private static void copy(InputStream archive, Path folder) throws IOException {
    Files.copy(archive, folder.resolve("program"));
  }
}
