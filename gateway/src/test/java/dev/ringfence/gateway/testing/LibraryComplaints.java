package dev.ringfence.gateway.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What a library itself would put into the log of the product; listens until it is closed. */
public final class LibraryComplaints extends Handler implements AutoCloseable {
  private final Logger logger;
  private final List<String> said = new CopyOnWriteArrayList<>();

  private LibraryComplaints(String name, Level least) {
    logger = Logger.getLogger(name);
    setLevel(least);
    logger.addHandler(this);
  }

  /** Defects, as gRPC takes them for. */
  public static LibraryComplaints ofGrpc() {
    return new LibraryComplaints("io.grpc", Level.SEVERE);
  }

  /** Whatever gRPC's health service has to say, which is at information. */
  public static LibraryComplaints ofTheHealthService() {
    return new LibraryComplaints("io.grpc.protobuf.services.HealthServiceImpl", Level.INFO);
  }

  public static LibraryComplaints ofTheHttpServer() {
    return new LibraryComplaints("com.sun.net.httpserver", Level.INFO);
  }

  public List<String> said() {
    return List.copyOf(said);
  }

  @Override
  public void publish(LogRecord line) {
    if (isLoggable(line)) {
      said.add(line.getMessage() + ": " + line.getThrown());
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
  }
}
