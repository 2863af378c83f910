package dev.ringfence.gateway.rehearsal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The TCP ports on which this process listens, as the kernel of Linux tells them. */
final class ListeningPorts {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));
  private static final String LISTENS = "0A";
  private static final int ADDRESS = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;
  private static final int HEXADECIMAL = 16;

  private ListeningPorts() {}

  static boolean canBeSeen() {
    return Files.isReadable(TABLES.getFirst());
  }

  static Set<Integer> ofThisProcess() throws IOException {
    Set<String> own = sockets();
    Set<Integer> ports = new HashSet<>();
    for (Path table : TABLES) {
      if (!Files.exists(table)) {
        continue;
      }
      for (String line : Files.readAllLines(table)) {
        String[] columns = line.strip().split("\\s+", -1);
        if (columns[STATE].equals(LISTENS) && own.contains("socket:[" + columns[INODE] + "]")) {
          String address = columns[ADDRESS];
          ports.add(Integer.parseInt(address.substring(address.indexOf(':') + 1), HEXADECIMAL));
        }
      }
    }
    return ports;
  }

  private static Set<String> sockets() throws IOException {
    Set<String> sockets = new HashSet<>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
      for (Path descriptor : descriptors) {
        try {
          sockets.add(Files.readSymbolicLink(descriptor).toString());
        } catch (IOException closed) {
          // It was closed while the others were looked at.
        }
      }
    }
    return sockets;
  }
}
