package dev.ringfence.localstack;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A server in a child process: its folder, its one port, and the life of its process. */
abstract sealed class ChildServer implements LocalServer
    permits LocalPostgres, LocalKafka, LocalRedis {

  private static final Duration LEFTOVER_LIMIT = Duration.ofSeconds(15);
  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

  private final LocalService service;
  private final int port;
  private final ProgressListener progress;
  private final ChildRecord record;

  final Path home;
  final Path log;

  private volatile Process process;
  private boolean retired;

  ChildServer(LocalService service, LocalStackConfig config) {
    this.service = service;
    this.home = config.directory().resolve(service.folder());
    this.log = home.resolve(service.folder() + ".log");
    this.port = config.port(service) == 0 ? Ports.free() : config.port(service);
    this.progress = config.progress();
    this.record = new ChildRecord(home);
  }

  /** Makes what the first launch on a folder needs. */
  abstract void prepare();

  /** Clears what a process that was killed has left behind. */
  abstract void beforeLaunch();

  abstract List<String> command();

  /** True only when this very process answers: on the same port there might be a stranger. */
  abstract boolean isReady(long pid);

  abstract Signal stopSignal();

  abstract Duration startLimit();

  abstract Duration stopLimit();

  final void start() {
    FileTree.create(home);
    boolean unclean = awaitLeftover();
    Deadline.after(unclean ? LEFTOVER_LIMIT : Duration.ZERO).await(() -> Ports.isFree(port));
    Ports.requireFree(name(), port);
    prepare();
    launchUntilReady(unclean);
    progress.progress(name() + " is ready on port " + port);
  }

  @Override
  public final String name() {
    return service.title();
  }

  @Override
  public final int port() {
    return port;
  }

  @Override
  public final long pid() {
    Process child = process;
    return child == null ? -1 : child.pid();
  }

  @Override
  public final boolean isRunning() {
    Process child = process;
    return child != null && child.isAlive();
  }

  @Override
  public final synchronized void stop() {
    if (!isRunning()) {
      return;
    }
    ProcessHandle child = process.toHandle();
    stopSignal().send(child);
    // A paused server would never hear it.
    ProcessFamily.of(child).send(Signal.CONT);
    if (Deadline.after(stopLimit()).await(() -> !child.isAlive())) {
      record.delete();
    } else {
      progress.progress(name() + " did not stop within " + stopLimit() + " and is killed");
      killFamily(child);
    }
  }

  @Override
  public final synchronized void kill() {
    if (isRunning()) {
      killFamily(process.toHandle());
    }
  }

  @Override
  public final synchronized void pause() {
    requireRunning();
    // First the parent, so that it forks nothing more.
    Signal.STOP.send(process.toHandle());
    ProcessFamily.of(process.toHandle()).send(Signal.STOP);
  }

  @Override
  public final synchronized void resume() {
    requireRunning();
    ProcessFamily.of(process.toHandle()).send(Signal.CONT);
  }

  @Override
  public final void restart() {
    stop();
    launchUntilReady(true);
  }

  /** Stops it for good: a start that is still under way is given up. */
  final void retire() {
    synchronized (this) {
      retired = true;
    }
    stop();
  }

  /**
   * @param unclean the last process was killed: what it forked may still hold the port or the data
   *     for a moment, so that an early end is tried again
   */
  private void launchUntilReady(boolean unclean) {
    Deadline leftovers = Deadline.after(unclean ? LEFTOVER_LIMIT : Duration.ZERO);
    while (!becomesReady(launch())) {
      if (isRetired()) {
        throw new LocalStackException(name() + " was closed while it was starting");
      }
      if (leftovers.hasPassed()) {
        throw new LocalStackException(
            "%s ended while it was starting, with exit code %d. %s"
                .formatted(name(), process.exitValue(), LogTail.of(log)));
      }
    }
  }

  private synchronized Process launch() {
    if (retired) {
      throw new LocalStackException(name() + " was closed");
    }
    beforeLaunch();
    ProcessBuilder builder =
        new ProcessBuilder(command())
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    ChildEnvironment.clean(builder.environment());
    process = ChildSpawner.spawn(builder);
    record.write(process.toHandle());
    return process;
  }

  private boolean becomesReady(Process child) {
    boolean decided =
        Deadline.after(startLimit()).await(() -> !child.isAlive() || isReady(child.pid()));
    if (!decided) {
      kill();
      throw new LocalStackException(
          "%s did not answer within %s on port %d. %s"
              .formatted(name(), startLimit(), port, LogTail.of(log)));
    }
    return child.isAlive();
  }

  /** Returns whether the last process on this folder did not end in an orderly way. */
  private boolean awaitLeftover() {
    boolean unclean = record.exists();
    record
        .living()
        .ifPresent(
            leftover -> {
              progress.progress(
                  "waiting for the %s of a killed owner to end (process %d)"
                      .formatted(name(), leftover.pid()));
              // The death signal cannot end one that was paused.
              ProcessFamily.of(leftover).send(Signal.CONT);
              if (!Deadline.after(LEFTOVER_LIMIT).await(() -> ProcessFamily.hasEnded(leftover))) {
                killFamily(leftover);
              }
            });
    return unclean;
  }

  private void killFamily(ProcessHandle root) {
    ProcessFamily family = ProcessFamily.of(root);
    family.send(Signal.KILL);
    if (!Deadline.after(KILL_LIMIT).await(() -> family.hasEnded() && !isRunning())) {
      throw new LocalStackException(
          "%s (process %d) does not end, even after SIGKILL: it may hang in the kernel; see dmesg"
              .formatted(name(), root.pid()));
    }
  }

  private void requireRunning() {
    if (!isRunning()) {
      throw new IllegalStateException(name() + " is not running: restart it first");
    }
  }

  private synchronized boolean isRetired() {
    return retired;
  }
}
