package dev.ringfence.perf.bench;

import dev.ringfence.api.v1.CommandResult;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * Unary gRPC with as little work for each call as possible, so that a sender on the server's own
 * cores can offer many times of what the server can do: headers are encoded once, frames gathered
 * and written together by one thread, and read by another.
 */
final class LeanLink implements Link, HttpFrames.Receiver {
  private static final int MOST_BYTES_PER_WRITE = 32 * 1_024;
  private static final int MESSAGE_PREFIX_BYTES = 5;
  private static final int STREAM_STEP = 2;
  private static final int WINDOW_UPDATE_BYTES = 1 << 20;

  private final HttpFrames frames;
  private final LeanHeaders headers;

  // All below is guarded by this.
  private final Int2ObjectHashMap<Call<?>> open = new Int2ObjectHashMap<>();
  private final Queue<Outgoing> outgoing = new ArrayDeque<>();
  private int lastStream = -1;
  private long window = HttpFrames.FIRST_WINDOW;
  private int unacknowledgedBytes;
  private boolean writerWaits;
  private boolean ended;

  /** What is written next. */
  private static final class Outgoing {
    private final byte[] bytes;
    private final int windowBytes;

    /** Null for what is no request. */
    private final Exchange exchange;

    Outgoing(byte[] bytes, int windowBytes, Exchange exchange) {
      this.bytes = bytes;
      this.windowBytes = windowBytes;
      this.exchange = exchange;
    }
  }

  /**
   * @param authorization shows who calls; null where nobody asks
   */
  LeanLink(String address, String authorization) {
    headers = new LeanHeaders(address, authorization);
    try {
      frames = HttpFrames.connect(address);
    } catch (IOException unreachable) {
      throw new UnreachableException("Nobody answers at " + address, unreachable);
    }
    Thread.ofPlatform().daemon().name("lean-writer").start(this::write);
    Thread.ofPlatform().daemon().name("lean-reader").start(this::read);
  }

  @Override
  public void send(Exchange exchange) {
    send(exchange, Asked.of(exchange));
  }

  @Override
  public void close() {
    end("closed");
  }

  @Override
  public void data(int stream, byte[] payload) {
    synchronized (this) {
      unacknowledgedBytes += payload.length;
      if (unacknowledgedBytes >= WINDOW_UPDATE_BYTES) {
        add(new Outgoing(HttpFrames.windowUpdate(unacknowledgedBytes), 0, null));
        unacknowledgedBytes = 0;
      }
      Call<?> call = open.get(stream);
      if (call != null) {
        call.append(payload);
      }
    }
  }

  @Override
  public void headers(int stream, byte[] block, boolean isEnd) {
    Status status = headers.status(stream, block);
    if (isEnd) {
      Call<?> call = remove(stream);
      if (call != null) {
        call.end(status);
      }
    }
  }

  @Override
  public void reset(int stream) {
    Call<?> call = remove(stream);
    if (call != null) {
      call.exchange.failed(Status.UNKNOWN.withDescription("the server reset the stream"));
    }
  }

  @Override
  public synchronized void windowGrows(int bytes) {
    window += bytes;
    wakeWriter();
  }

  @Override
  public synchronized void reply(byte[] frame) {
    add(new Outgoing(frame, 0, null));
  }

  private <Q, R> void send(Exchange exchange, Asked<Q, R> asked) {
    byte[] message = bytes(asked.method().streamRequest(asked.request()));
    synchronized (this) {
      if (!ended) {
        lastStream += STREAM_STEP;
        int stream = lastStream;
        open.put(stream, new Call<>(exchange, asked));
        exchange.onTheWay(() -> giveUp(stream));
        byte[] request =
            HttpFrames.request(stream, headers.of(asked.method().getFullMethodName()), message);
        add(new Outgoing(request, message.length + MESSAGE_PREFIX_BYTES, exchange));
        return;
      }
    }
    exchange.failed(Status.UNAVAILABLE.withDescription("the connection has ended"));
  }

  private void giveUp(int stream) {
    Call<?> call = remove(stream);
    if (call != null) {
      reply(HttpFrames.reset(stream));
      call.exchange.failed(Status.DEADLINE_EXCEEDED.withDescription("no answer in time"));
    }
  }

  private synchronized Call<?> remove(int stream) {
    return open.remove(stream);
  }

  private void add(Outgoing frame) {
    outgoing.add(frame);
    wakeWriter();
  }

  private void wakeWriter() {
    if (writerWaits) {
      writerWaits = false;
      notifyAll();
    }
  }

  private void write() {
    List<Outgoing> batch = new ArrayList<>();
    try {
      while (take(batch)) {
        long nowNanos = System.nanoTime();
        for (Outgoing frame : batch) {
          frames.put(frame.bytes);
          if (frame.exchange != null) {
            frame.exchange.leaves(nowNanos);
          }
        }
        frames.flush();
        batch.clear();
      }
    } catch (IOException | InterruptedException failure) {
      end(failure.toString());
    }
  }

  /** Waits for something to write; false when there will be nothing more. */
  private synchronized boolean take(List<Outgoing> batch) throws InterruptedException {
    while (!ended) {
      int bytes = 0;
      Outgoing next = outgoing.peek();
      while (next != null && next.windowBytes <= window && bytes < MOST_BYTES_PER_WRITE) {
        window -= next.windowBytes;
        bytes += next.bytes.length;
        batch.add(outgoing.remove());
        next = outgoing.peek();
      }
      if (!batch.isEmpty()) {
        return true;
      }
      writerWaits = true;
      wait();
    }
    return false;
  }

  private void read() {
    try {
      frames.readAll(this);
      end("the server closed the connection");
    } catch (IOException | RuntimeException failure) {
      end(failure.toString());
    }
  }

  /** What has no answer is unknown. */
  private void end(String why) {
    List<Call<?>> left;
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      left = List.copyOf(open.values());
      open.clear();
      wakeWriter();
    }
    frames.close();
    left.forEach(call -> call.exchange.failed(Status.UNAVAILABLE.withDescription(why)));
  }

  private static byte[] bytes(InputStream stream) {
    try (stream) {
      return stream.readAllBytes();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** A request without an answer yet. */
  private static final class Call<R> {
    private final Exchange exchange;
    private final Asked<?, R> asked;
    private byte[] received = {};

    Call(Exchange exchange, Asked<?, R> asked) {
      this.exchange = exchange;
      this.asked = asked;
    }

    void append(byte[] payload) {
      if (received.length == 0) {
        received = payload;
        return;
      }
      byte[] longer = new byte[received.length + payload.length];
      System.arraycopy(received, 0, longer, 0, received.length);
      System.arraycopy(payload, 0, longer, received.length, payload.length);
      received = longer;
    }

    void end(Status status) {
      if (status.isOk() && received.length >= MESSAGE_PREFIX_BYTES) {
        exchange.answered(result());
      } else {
        exchange.failed(status.isOk() ? Status.INTERNAL.withDescription("no message") : status);
      }
    }

    private CommandResult result() {
      int length = received.length - MESSAGE_PREFIX_BYTES;
      return asked
          .result()
          .apply(
              asked
                  .method()
                  .parseResponse(new ByteArrayInputStream(received, MESSAGE_PREFIX_BYTES, length)));
    }
  }
}
