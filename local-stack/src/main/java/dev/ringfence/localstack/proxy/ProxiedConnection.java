package dev.ringfence.localstack.proxy;

import dev.ringfence.localstack.proxy.FaultProxy.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One connection through a {@link FaultProxy}, with a thread for each direction. */
final class ProxiedConnection {
  private static final int BUFFER_BYTES = 1 << 18;
  private static final int RELEASE_LIMIT_SECONDS = 20;
  private static final int QUIET_MILLIS = 200;

  /** As much of what went before as a marker may have begun in. */
  private static final int TAIL_CHARACTERS = 64;

  private final FaultProxy proxy;
  private final Socket client;
  private final Socket server;
  private final CountDownLatch answered = new CountDownLatch(1);
  private volatile boolean swallowing;
  private volatile boolean halfOpen;
  private byte[] held;

  /** The end of the part before, of a request that comes in several. */
  private String tail = "";

  ProxiedConnection(FaultProxy proxy, Socket client, Socket server) {
    this.proxy = proxy;
    this.client = client;
    this.server = server;
  }

  void start() {
    Thread.ofVirtual().start(this::pumpRequests);
    Thread.ofVirtual().start(this::pumpReplies);
  }

  /** Sends what was held, and waits for the server's reply. */
  void release() throws InterruptedException {
    try {
      OutputStream out = server.getOutputStream();
      out.write(held);
      out.flush();
      if (!answered.await(RELEASE_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("The server did not answer the request that was held");
      }
    } catch (IOException e) {
      throw new IllegalStateException("The server has cut the connection that was held", e);
    } finally {
      close();
    }
  }

  void close() {
    closeQuietly(client);
    closeQuietly(server);
    proxy.ended(this);
  }

  void leaveHalfOpen() {
    halfOpen = true;
    closeQuietly(server);
  }

  private void pumpRequests() {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      InputStream in = client.getInputStream();
      OutputStream out = server.getOutputStream();
      for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
        proxy.awaitFlow();
        if (proxy.swallowsEverything() || halfOpen) {
          continue;
        }
        String request = tail + new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
        tail = request.substring(Math.max(0, request.length() - TAIL_CHARACTERS));
        Fault fault = proxy.spring(request);
        if (fault == Fault.CUT_BEFORE) {
          break;
        }
        swallowing = swallowing || fault != null;
        if (fault == Fault.HOLD) {
          held = whole(buffer, count);
          proxy.holding(this);
          closeQuietly(client);
          return;
        }
        if (fault == Fault.CUT_AFTER) {
          out.write(whole(buffer, count));
          out.flush();
          closeQuietly(client);
          return;
        }
        out.write(buffer, 0, count);
        out.flush();
      }
      close();
    } catch (IOException _) {
      if (!swallowing && !halfOpen) {
        close();
      }
    }
  }

  /** A long request comes in parts; it is whole when its client has nothing more to say. */
  private byte[] whole(byte[] buffer, int count) throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.write(buffer, 0, count);
    client.setSoTimeout(QUIET_MILLIS);
    try {
      for (int more = client.getInputStream().read(buffer);
          more > 0;
          more = client.getInputStream().read(buffer)) {
        request.write(buffer, 0, more);
      }
    } catch (SocketTimeoutException _) {
      // Now it waits for the answer.
    }
    return request.toByteArray();
  }

  private void pumpReplies() {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      InputStream in = server.getInputStream();
      OutputStream out = client.getOutputStream();
      for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
        if (swallowing) {
          answered.countDown();
          break;
        }
        proxy.awaitFlow();
        if (!proxy.swallowsEverything() && !halfOpen) {
          out.write(buffer, 0, count);
          out.flush();
        }
      }
    } catch (IOException _) {
      // One of the ends went away; the other is told below.
    }
    answered.countDown();
    if (!halfOpen) {
      close();
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // It is going away in any case.
    }
  }
}
