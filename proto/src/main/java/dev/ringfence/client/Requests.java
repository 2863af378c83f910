package dev.ringfence.client;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.ringfence.api.v1.GetOutcomeRequest;
import dev.ringfence.api.v1.SessionCommand;
import java.util.HashMap;
import java.util.Map;

/** What all requests have in common, by their descriptors. */
final class Requests {
  private static final Map<Descriptor, FieldDescriptor> COMMAND_FIELDS = new HashMap<>();

  static {
    for (FieldDescriptor field :
        SessionCommand.getDescriptor()
            .findFieldByName("deposit")
            .getContainingOneof()
            .getFields()) {
      COMMAND_FIELDS.put(field.getMessageType(), field);
    }
  }

  private Requests() {}

  /** The request as it travels on a stream. */
  static SessionCommand.Builder envelope(Message request) {
    return SessionCommand.newBuilder()
        .setField(COMMAND_FIELDS.get(request.getDescriptorForType()), request);
  }

  /** The id of a command, or of the command that is asked about; empty for other reads. */
  static String requestId(Message request) {
    FieldDescriptor field = request.getDescriptorForType().findFieldByName("request_id");
    return field == null ? "" : (String) request.getField(field);
  }

  /** What does has a request id; who asks about one does nothing. */
  static boolean changesSomething(Message request) {
    return !(request instanceof GetOutcomeRequest)
        && request.getDescriptorForType().findFieldByName("request_id") != null;
  }

  /** The same command, with this id where it has none of its own; who asks has to know the id. */
  static Message withId(Message request, RequestIds ids) {
    if (request instanceof GetOutcomeRequest) {
      return request;
    }
    FieldDescriptor field = request.getDescriptorForType().findFieldByName("request_id");
    if (field == null || !((String) request.getField(field)).isEmpty()) {
      return request;
    }
    return request.toBuilder().setField(field, ids.next()).build();
  }

  /** The request that the command is about. */
  static Message content(SessionCommand command) {
    FieldDescriptor which =
        SessionCommand.getDescriptor().findFieldByNumber(command.getCommandCase().getNumber());
    if (which == null) {
      throw new IllegalArgumentException("A session command without a command");
    }
    return (Message) command.getField(which);
  }

  static long accountId(SessionCommand command) {
    Message request = content(command);
    return (long) request.getField(request.getDescriptorForType().findFieldByName("account_id"));
  }
}
