package dev.ringfence.localstack;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A disk of a limited size that can be full: a tmpfs in a namespace of its own, which needs no
 * privilege where the machine lets users make namespaces. A shell holds it, and ends with this
 * process; with it the disk and all that was on it are gone.
 */
public final class SmallDisk implements AutoCloseable {
  /**
   * Waits for words, each answered with its exit status. Full is as large as what is used, or a
   * little larger, with ballast: those who write there may be quicker than the look and the mount.
   * One page of ballast comes first, as a tmpfs of the size 0 is one without a limit.
   */
  private static final String HOLDER =
      """
      mount -t tmpfs -o size="$2",mode=700 none "$1" || exit 1
      echo mounted
      fill() {
        head -c 4096 /dev/zero 2>/dev/null >> "$1/ballast"
        for slack in 0 0 64 256 1024 4096 16384 65536; do
          set -- "$1" $(stat -f -c '%b %f %S' "$1")
          size=$((($2 - $3) * $4 + slack * 1024))
          mount -o remount,size=$size "$1" 2>/dev/null || continue
          head -c $((slack * 1024)) /dev/zero 2>/dev/null >> "$1/ballast"
          return 0
        done
        return 1
      }
      while read -r word; do
        case "$word" in
          fill) fill "$1" ;;
          room) rm -f "$1/ballast"; mount -o remount,size="$2" "$1" ;;
        esac
        echo "$word $?"
      done
      """;

  private final Path folder;
  private final Process holder;
  private final BufferedReader says;
  private final BufferedWriter hears;

  private SmallDisk(Path folder, Process holder) {
    this.folder = folder;
    this.holder = holder;
    says = holder.inputReader(StandardCharsets.UTF_8);
    hears = holder.outputWriter(StandardCharsets.UTF_8);
  }

  /** Whether this machine lets us have one. */
  public static boolean isPossible() {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    try (SmallDisk disk = new SmallDisk(folder, hold(folder, 1))) {
      return disk.isMounted();
    } catch (LocalStackException _) {
      // Not every system has the program that makes namespaces.
      return false;
    }
  }

  /** Makes one, seen by those processes only that are started with {@link #entry}. */
  public static SmallDisk mount(Path folder, int megabytes) {
    Path absolute = folder.toAbsolutePath();
    FileTree.create(absolute);
    SmallDisk disk = new SmallDisk(absolute, hold(absolute, megabytes));
    if (!disk.isMounted()) {
      disk.close();
      throw new LocalStackException("This machine lets nobody mount a disk on " + absolute);
    }
    return disk;
  }

  /** Not one page more fits, until there is room again. */
  public void fill() {
    tell("fill");
  }

  public void makeRoom() {
    tell("room");
  }

  /** Where it is, for those who are on it. */
  Path folder() {
    return folder;
  }

  /** The same folder, for us, who are not. */
  Path seen() {
    return Path.of("/proc", Long.toString(holder.pid()), "root", folder.toString());
  }

  /** The words in front of a command that shall be on it; it runs as nobody special. */
  List<String> entry() {
    return List.of(
        "nsenter",
        "--target=" + holder.pid(),
        "--user",
        "--mount",
        "--preserve-credentials",
        "unshare",
        "-U");
  }

  @Override
  public void close() {
    ProcessFamily.of(holder.toHandle()).kill("The holder of " + folder);
  }

  private static Process hold(Path folder, int megabytes) {
    List<String> script = List.of("sh", "-c", HOLDER, "sh", folder.toString(), megabytes + "m");
    List<String> command = new ArrayList<>(List.of("unshare", "--map-root-user", "--mount"));
    command.addAll(Tether.ofThisMachine().withDeathSignal(Signal.KILL, script));
    return ChildSpawner.spawn(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD));
  }

  private boolean isMounted() {
    try {
      return "mounted".equals(says.readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void tell(String word) {
    try {
      hears.write(word + "\n");
      hears.flush();
      String answer = says.readLine();
      if (!(word + " 0").equals(answer)) {
        throw new LocalStackException(
            "The disk on %s was told '%s', and says %s".formatted(folder, word, answer));
      }
    } catch (IOException e) {
      throw new LocalStackException("The disk on " + folder + " is gone", e);
    }
  }
}
