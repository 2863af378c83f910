package dev.ringfence.gateway.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What gRPC itself would put into the log of the product: defects, as it takes them for. */
public final class GrpcComplaints extends Handler implements AutoCloseable {
  private final Logger logger = Logger.getLogger("io.grpc");
  private final List<String> said = new CopyOnWriteArrayList<>();

  /** Listens from now on, until it is closed. */
  public GrpcComplaints() {
    setLevel(Level.SEVERE);
    logger.addHandler(this);
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
