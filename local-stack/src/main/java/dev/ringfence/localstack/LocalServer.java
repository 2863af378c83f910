package dev.ringfence.localstack;

/** One server of a {@link LocalStack}, and the harm that a test may do to it. */
public interface LocalServer {

  String name();

  /** Stays the same for the life of the stack, however often the server is restarted. */
  int port();

  /** Of the current child process, or of the last one where none is running. */
  long pid();

  /** True while the process lives, even if it is paused or still starting. */
  boolean isRunning();

  /** Asks it to end in an orderly way, and kills it where it does not in time. */
  void stop();

  /** SIGKILL to the server and to every process it forked. */
  void kill();

  /** SIGSTOP: it keeps its port and its connections, and answers nothing. */
  void pause();

  void resume();

  /** Stops it if it runs; then the same port and the same data. Returns when it answers. */
  void restart();
}
