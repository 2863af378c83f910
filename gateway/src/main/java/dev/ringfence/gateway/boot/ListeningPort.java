package dev.ringfence.gateway.boot;

import dev.ringfence.journal.Complaint;
import java.io.IOException;
import java.nio.channels.UnresolvedAddressException;

/** Has a port opened, and says which one could not be: the system's own words don't. */
final class ListeningPort {
  /** Begins to listen. */
  interface Opening {
    void run() throws IOException;
  }

  private ListeningPort() {}

  /**
   * Opens it.
   *
   * @param name of what listens there, as its keys begin
   */
  static void open(String name, String host, int port, Opening opening) {
    try {
      opening.run();
    } catch (IOException | UnresolvedAddressException failure) {
      throw new ConfigurationException(
          "Nothing can listen at %s:%d: %s. End whoever has the port, or choose another by %s.port (dev: --%s-port); %s.host must be an address of this machine."
              .formatted(host, port, Complaint.reason(failure), name, name, name),
          failure);
    }
  }
}
