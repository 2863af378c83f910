package dev.ringfence.localstack;

import java.time.Duration;

/** The server of an owner that was killed: it is about to end, and holds the data until then. */
final class Leftover {

  static final Duration LIMIT = Duration.ofSeconds(15);

  private Leftover() {}

  static void awaitEnd(String name, ChildRecord record, ProgressListener progress) {
    record
        .living()
        .ifPresent(
            server -> {
              progress.progress(
                  "waiting for the %s of a killed owner to end (process %d)"
                      .formatted(name, server.pid()));
              end(name, server);
            });
  }

  private static void end(String name, ProcessHandle server) {
    // The death signal does not wake one that was paused.
    ProcessFamily.of(server).send(Signal.CONT);
    if (!Deadline.after(LIMIT).await(() -> ProcessFamily.hasEnded(server))) {
      ProcessFamily.of(server).kill(name);
    }
  }
}
