package dev.ringfence.perf.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** As much of a Redis client as it takes to empty it. */
final class RedisWire {
  private static final int TIMEOUT_MILLIS = 10_000;

  private RedisWire() {}

  /** All that it holds is gone, and it says nothing of it to anybody. */
  static void flushAll(int port) {
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write("FLUSHALL\r\n".getBytes(StandardCharsets.US_ASCII));
      String answer =
          new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
              .readLine();
      if (!"+OK".equals(answer)) {
        throw new ChaosException("Redis was to forget all it holds, and says " + answer);
      }
    } catch (IOException e) {
      throw new ChaosException("Redis can't be reached: " + e.getMessage(), e);
    }
  }
}
