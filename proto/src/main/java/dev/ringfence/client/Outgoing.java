package dev.ringfence.client;

import dev.ringfence.api.v1.SessionCommand;
import dev.ringfence.api.v1.SessionRequest;
import dev.ringfence.client.PendingCall.State;
import java.util.ArrayDeque;

/** What is to be sent, in its order, and how much of it travels together. */
final class Outgoing {
  private static final int MAX_COMMANDS_PER_MESSAGE = 256;
  private static final int MAX_BYTES_PER_MESSAGE = 32 * 1024;
  private static final long MAX_SERVER_TIMEOUT_MILLIS = 600_000;

  private final ArrayDeque<PendingCall> calls = new ArrayDeque<>();

  void add(PendingCall call) {
    calls.add(call);
  }

  boolean isEmpty() {
    return calls.isEmpty();
  }

  void clear() {
    calls.clear();
  }

  /** The next message; without commands where those that it took are over, or have no time left. */
  SessionRequest nextMessage() {
    SessionRequest.Builder request = SessionRequest.newBuilder();
    int bytes = 0;
    while (!calls.isEmpty()
        && request.getCommandsCount() < MAX_COMMANDS_PER_MESSAGE
        && bytes < MAX_BYTES_PER_MESSAGE) {
      PendingCall call = calls.remove();
      long leftMillis = call.leftMillis();
      if (call.state == State.QUEUED && leftMillis > 0) {
        call.state = State.SENT;
        SessionCommand command =
            call.command
                .setTimeoutMillis((int) Math.min(leftMillis, MAX_SERVER_TIMEOUT_MILLIS))
                .build();
        bytes += command.getSerializedSize();
        request.addCommands(command);
      }
    }
    return request.build();
  }
}
