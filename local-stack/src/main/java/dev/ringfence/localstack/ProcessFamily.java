package dev.ringfence.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A process and, at the time of asking, all that it forked. */
record ProcessFamily(List<ProcessHandle> members) {

  static ProcessFamily of(ProcessHandle root) {
    return new ProcessFamily(Stream.concat(Stream.of(root), root.descendants()).toList());
  }

  static final Duration KILL_LIMIT = Duration.ofSeconds(10);

  void send(Signal signal) {
    signal.send(members.toArray(ProcessHandle[]::new));
  }

  void kill(String name) {
    send(Signal.KILL);
    if (!Deadline.after(KILL_LIMIT).await(this::hasEnded)) {
      throw new LocalStackException(
          "%s (process %d) does not end, even after SIGKILL: it may hang in the kernel; see dmesg"
              .formatted(name, members.getFirst().pid()));
    }
  }

  boolean hasEnded() {
    return members.stream().allMatch(ProcessFamily::hasEnded);
  }

  /** A zombie, which a container without an init process keeps for ever, has ended. */
  static boolean hasEnded(ProcessHandle process) {
    if (!process.isAlive()) {
      return true;
    }
    try {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) == 'Z';
    } catch (IOException _) {
      return !process.isAlive();
    }
  }
}
