package dev.ringfence.localstack;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A server in a child process: its folder, its one port, and the life of its process. */
abstract sealed class ChildServer implements LocalServer
    permits LocalPostgres, LocalKafka, LocalRedis {

  private static final Duration RETRY_PAUSE = Duration.ofMillis(200);
  private static final Duration DROP_LIMIT = Duration.ofSeconds(8);

  private static final int MOST_PORT_CHANGES = 10;

  private final LocalService service;
  private final ServerPort port;
  private final ProgressListener progress;
  private final ChildRecord record;

  final Path home;
  final Path log;

  private volatile Process process;
  private volatile Process endedOnPurpose;
  private boolean retired;

  ChildServer(LocalService service, LocalStackConfig config) {
    this.service = service;
    this.home = config.directory().resolve(service.folder());
    this.log = home.resolve(service.folder() + ".log");
    this.port = new ServerPort(config.port(service));
    this.progress = config.progress();
    this.record = new ChildRecord(home);
  }

  /** Makes what the first launch on a folder needs. */
  abstract void prepare();

  /** Clears what a process that was killed has left behind. */
  abstract void beforeLaunch();

  abstract List<String> command();

  void adapt(Map<String, String> environment) {
    ChildEnvironment.cleanAndPlain(environment);
  }

  /** True only when this very process answers: on the same port there might be a stranger. */
  abstract boolean isReady(long pid);

  abstract Signal stopSignal();

  /** Ends it at once; what it has not yet written to its data may be lost. */
  abstract Signal dropSignal();

  abstract Duration startLimit();

  abstract Duration stopLimit();

  final void start() {
    FileTree.create(home);
    boolean unclean = record.exists();
    Leftover.awaitEnd(name(), record, progress);
    changeTakenPorts();
    Deadline.after(unclean ? Leftover.LIMIT : Duration.ZERO)
        .await(() -> ports().stream().allMatch(ServerPort::isFree));
    requireFreePorts();
    prepare();
    launchUntilReady(unclean);
    progress.progress(name() + " is ready on port " + portNumber());
  }

  /** All that it listens on, but for those that its caller chose for others. */
  List<ServerPort> ports() {
    return List.of(port);
  }

  /** The same as {@link #port()}, for the server itself: nobody else hears of it. */
  final int portNumber() {
    return port.number();
  }

  @Override
  public final String name() {
    return service.title();
  }

  @Override
  public final int port() {
    return port.tell();
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
  public final void stop() {
    end(stopSignal(), stopLimit());
  }

  @Override
  public final synchronized void kill() {
    if (isRunning()) {
      endedOnPurpose = process;
      killFamily();
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

  /** Launches it no more. */
  final synchronized void giveUpStart() {
    retired = true;
  }

  /** Stops it for good. */
  final void retire() {
    stop();
    ports().forEach(ServerPort::close);
  }

  /**
   * Ends it for good, where its data is thrown away: an orderly stop would wait for a disk that is
   * busy, for what nobody will read.
   */
  final void drop() {
    end(dropSignal(), DROP_LIMIT);
    ports().forEach(ServerPort::close);
  }

  private synchronized void end(Signal signal, Duration limit) {
    if (!isRunning()) {
      return;
    }
    endedOnPurpose = process;
    ProcessHandle child = process.toHandle();
    signal.send(child);
    // A paused server would never hear it.
    ProcessFamily.of(child).send(Signal.CONT);
    if (Deadline.after(limit).await(() -> !child.isAlive())) {
      record.delete();
    } else {
      progress.progress(name() + " did not stop within " + limit + " and is killed");
      killFamily();
    }
  }

  /**
   * Somebody may get one of its ports between the look and its own listening: then it takes another
   * one, as long as nobody was told of it.
   *
   * @param unclean the last process was killed: what it forked may still hold the port or the data
   *     for a moment, so that an early end is tried again
   */
  private void launchUntilReady(boolean unclean) {
    Deadline leftovers = Deadline.after(unclean ? Leftover.LIMIT : Duration.ZERO);
    Process child = launch();
    for (int changes = 0; !becomesReady(child); ) {
      if (child.equals(endedOnPurpose)) {
        throw new LocalStackException(name() + " was stopped while it was starting");
      }
      if (changes < MOST_PORT_CHANGES && changeTakenPorts()) {
        changes++;
      } else if (leftovers.hasPassed()) {
        requireFreePorts();
        throw new LocalStackException(
            "%s ended while it was starting, with exit code %d. %s"
                .formatted(name(), child.exitValue(), LogTail.of(log)));
      } else {
        Deadline.after(RETRY_PAUSE).await(() -> false);
      }
      child = launch();
    }
  }

  private boolean changeTakenPorts() {
    boolean changed = false;
    for (ServerPort one : ports()) {
      changed |= one.changeIfTaken();
    }
    return changed;
  }

  private void requireFreePorts() {
    ports().forEach(one -> Ports.requireFree(name(), one.number()));
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
    adapt(builder.environment());
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
              .formatted(name(), startLimit(), portNumber(), LogTail.of(log)));
    }
    return child.isAlive();
  }

  private void killFamily() {
    ProcessFamily.of(process.toHandle()).kill(name());
    // Ended is not yet reaped.
    Deadline.after(ProcessFamily.KILL_LIMIT).await(() -> !isRunning());
  }

  private void requireRunning() {
    if (!isRunning()) {
      throw new IllegalStateException(name() + " is not running: restart it first");
    }
  }
}
