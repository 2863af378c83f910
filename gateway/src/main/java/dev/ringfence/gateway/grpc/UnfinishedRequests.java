package dev.ringfence.gateway.grpc;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.netty.shaded.io.netty.util.concurrent.EventExecutor;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * What one event loop has begun to read and has no end of. It takes memory for as long as its
 * callers like, and some of them are nobody anyone knows: so it has only so much time, and only so
 * much room. Only touched by its loop.
 */
final class UnfinishedRequests {
  private static final ThreadLocal<UnfinishedRequests> CURRENT = new ThreadLocal<>();

  /** Time passes in looks, so that nobody is refused because this process stood still. */
  private static final int LOOKS = 10;

  private final EventExecutor loop;
  private final long mostBytes;
  // A list of its own, in the order of their beginnings: each call passes it several times.
  private UnfinishedRequest oldest;
  private UnfinishedRequest youngest;
  private long bytes;
  private long looks;
  private boolean roomIsDue;

  private UnfinishedRequests(EventExecutor loop, long mostBytes) {
    this.loop = loop;
    this.mostBytes = mostBytes;
  }

  /** From now on, {@link #tracers} count what arrives on these loops. */
  static void open(EventLoops loops, GrpcServerConfig config) {
    long mostBytes = config.maxUnfinishedBytes() / loops.count();
    long lookMillis = Math.max(1, config.requestMillis() / LOOKS);
    for (EventExecutor loop : loops.group()) {
      UnfinishedRequests requests = new UnfinishedRequests(loop, mostBytes);
      loop.execute(() -> CURRENT.set(requests));
      var _ = loop.scheduleWithFixedDelay(requests::look, lookMillis, lookMillis, MILLISECONDS);
    }
  }

  /** What sees each call from its headers on. */
  static ServerStreamTracer.Factory tracers() {
    return new ServerStreamTracer.Factory() {
      @Override
      public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        return new UnfinishedRequest(CURRENT.get());
      }
    };
  }

  /** Counts more of a request; from the first on, its time runs. */
  void add(UnfinishedRequest request, long more) {
    if (request.bytes == 0) {
      request.begun = looks;
      append(request);
    }
    request.bytes += more;
    bytes += more;
    if (bytes > mostBytes && !roomIsDue) {
      roomIsDue = true;
      // Not now: gRPC is about to read on in the midst of this.
      loop.execute(this::makeRoom);
    }
  }

  /** It has come to its end, or there is nothing of it. */
  void remove(UnfinishedRequest request) {
    if (request.bytes > 0) {
      bytes -= request.bytes;
      request.bytes = 0;
      unlink(request);
    }
  }

  private void look() {
    looks++;
    while (oldest != null && looks - oldest.begun > LOOKS) {
      oldest.refuse();
    }
  }

  /** At the cost of whoever has most of it. */
  private void makeRoom() {
    roomIsDue = false;
    long enough = mostBytes / 4 * 3;
    while (bytes > enough) {
      String client = whoHasMost();
      UnfinishedRequest next = oldest;
      while (next != null && bytes > enough) {
        UnfinishedRequest request = next;
        next = next.younger;
        if (request.client().equals(client)) {
          request.refuse();
        }
      }
    }
  }

  private String whoHasMost() {
    Map<String, Long> bytesOf = new HashMap<>();
    for (UnfinishedRequest each = oldest; each != null; each = each.younger) {
      bytesOf.merge(each.client(), each.bytes, Long::sum);
    }
    return Collections.max(bytesOf.entrySet(), Map.Entry.comparingByValue()).getKey();
  }

  private void append(UnfinishedRequest request) {
    request.older = youngest;
    if (youngest == null) {
      oldest = request;
    } else {
      youngest.younger = request;
    }
    youngest = request;
  }

  private void unlink(UnfinishedRequest request) {
    if (request.older == null) {
      oldest = request.younger;
    } else {
      request.older.younger = request.younger;
    }
    if (request.younger == null) {
      youngest = request.older;
    } else {
      request.younger.older = request.older;
    }
    request.older = null;
    request.younger = null;
  }
}
