package dev.ringfence.gateway.rest;

import com.google.protobuf.Message;
import com.sun.net.httpserver.HttpExchange;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;

/**
 * One answer after the other as server-sent events. It ends after a while, so that nobody can hold
 * it for ever; a browser opens it again by itself, and sees at once how things stand.
 */
final class EventStream {
  private static final int OK = 200;
  private static final long UNKNOWN_LENGTH = 0;

  private final HttpExchange exchange;
  private final Route route;

  EventStream(HttpExchange exchange, Route route) {
    this.exchange = exchange;
    this.route = route;
  }

  /** Until the stream or its time ends, or nobody reads any more. */
  void run(Channel channel, CallOptions options, Message request) throws IOException {
    Context.CancellableContext context = Context.current().withCancellation();
    Context before = context.attach();
    try {
      Iterator<Message> messages =
          ClientCalls.blockingServerStreamingCall(channel, route.method(), options, request);
      // Before the first message it can still be refused like any other call.
      boolean begun = hasNext(messages);
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.sendResponseHeaders(OK, UNKNOWN_LENGTH);
      if (begun) {
        copy(messages, exchange.getResponseBody());
      }
    } finally {
      context.detach(before);
      context.cancel(null);
    }
  }

  private void copy(Iterator<Message> messages, OutputStream body) throws IOException {
    try {
      do {
        write(body, "data: " + HttpCall.print(messages.next()));
      } while (hasNext(messages));
    } catch (ProblemException problem) {
      write(body, "event: problem\ndata: " + HttpCall.print(problem.problem()));
    }
  }

  private boolean hasNext(Iterator<Message> messages) {
    try {
      return messages.hasNext();
    } catch (StatusRuntimeException failure) {
      if (failure.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED) {
        return false;
      }
      throw StatusProblem.of(failure, route);
    }
  }

  private static void write(OutputStream body, String event) throws IOException {
    body.write((event + "\n\n").getBytes(StandardCharsets.UTF_8));
    body.flush();
  }
}
