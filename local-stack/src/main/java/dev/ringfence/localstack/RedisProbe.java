package dev.ringfence.localstack;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Asks the Redis on a port which process it is. */
final class RedisProbe {

  private static final int LIMIT_MILLIS = 500;
  private static final String FIELD = "process_id:";

  private RedisProbe() {}

  static boolean answersAs(long pid, int port) {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(LIMIT_MILLIS);
      socket.connect(Ports.address(port), LIMIT_MILLIS);
      socket.getOutputStream().write("INFO server\r\n".getBytes(StandardCharsets.US_ASCII));
      BufferedReader answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      String line = answer.readLine();
      while (line != null && !line.startsWith(FIELD)) {
        line = answer.readLine();
      }
      return (FIELD + pid).equals(line);
    } catch (IOException _) {
      return false;
    }
  }
}
