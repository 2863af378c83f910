package dev.ringfence.localstack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The signals sent to servers. */
enum Signal {
  INT,
  QUIT,
  TERM,
  KILL,
  STOP,
  CONT;

  /** Processes that are already gone are not an error. */
  void send(ProcessHandle... processes) {
    // The shell's own kill: a slim image has no such program.
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "kill -" + name() + " \"$@\"", "sh"));
    for (ProcessHandle process : processes) {
      command.add(Long.toString(process.pid()));
    }
    try {
      new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new LocalStackException("cannot send " + name() + " with sh: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalStackException("interrupted while sending " + name(), e);
    }
  }
}
