package dev.ringfence.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds out who listens on a port, as far as /proc tells. */
final class PortOwner {

  private static final Path PROC = Path.of("/proc");
  private static final String LISTENING = "0A";

  private PortOwner() {}

  static String describe(int port) {
    return find(port).map(PortOwner::describe).orElse("another process");
  }

  static Optional<ProcessHandle> find(int port) {
    return Stream.of("net/tcp", "net/tcp6")
        .flatMap(table -> inodes(PROC.resolve(table), port))
        .flatMap(inode -> ProcessHandle.allProcesses().filter(process -> holds(process, inode)))
        .findFirst();
  }

  private static String describe(ProcessHandle process) {
    String command = process.info().command().map(path -> " (" + path + ")").orElse("");
    return "process " + process.pid() + command;
  }

  private static Stream<String> inodes(Path table, int port) {
    String suffix = ":%04X".formatted(port);
    return lines(table)
        .map(line -> line.trim().split("\\s+", -1))
        .filter(column -> column.length > 9)
        .filter(column -> column[1].endsWith(suffix) && column[3].equals(LISTENING))
        .map(column -> column[9]);
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException _) {
      return Stream.empty();
    }
  }

  private static boolean holds(ProcessHandle process, String inode) {
    Path wanted = Path.of("socket:[" + inode + "]");
    try (Stream<Path> descriptors =
        Files.list(PROC.resolve(Long.toString(process.pid())).resolve("fd"))) {
      return descriptors.anyMatch(descriptor -> wanted.equals(target(descriptor)));
    } catch (IOException _) {
      return false;
    }
  }

  private static Path target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor);
    } catch (IOException _) {
      return descriptor;
    }
  }
}
