package dev.ringfence.gateway.cli;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.ringfence.api.v1.GetOutcomeRequest;
import dev.ringfence.api.v1.SessionCommand;
import dev.ringfence.gateway.json.UnambiguousJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The commands of a file, one JSON object a line; empty lines don't count. */
final class BatchLines {
  private static final int ID_BYTES = 12;

  private BatchLines() {}

  /**
   * One command.
   *
   * @param number of its line, from 1
   * @param command with a request id, where it is one that has any
   */
  record Numbered(int number, SessionCommand command) {}

  /** Says which line is wrong, and how. */
  static final class WrongLineException extends Exception {
    private static final long serialVersionUID = 1L;

    WrongLineException(int number, String message) {
      super("Line " + number + " " + message);
    }
  }

  /** All of them or none: a file with a mistake is not begun. */
  static List<Numbered> parse(byte[] content) throws WrongLineException {
    String idPrefix = digest(content);
    List<Numbered> commands = new ArrayList<>();
    int number = 0;
    for (String line : new String(content, StandardCharsets.UTF_8).lines().toList()) {
      number++;
      if (!line.isBlank()) {
        commands.add(new Numbered(number, command(number, line, idPrefix + "-" + number)));
      }
    }
    return commands;
  }

  private static SessionCommand command(int number, String line, String spareId)
      throws WrongLineException {
    SessionCommand.Builder command = SessionCommand.newBuilder();
    try {
      JsonFormat.parser().merge(line, command);
    } catch (InvalidProtocolBufferException wrong) {
      throw new WrongLineException(number, "is no command: " + wrong.getMessage());
    }
    try {
      // As where one file without a line end was put before another: the second would be left out.
      UnambiguousJson.require(line);
    } catch (IOException wrong) {
      throw new WrongLineException(number, "is no command: " + wrong.getMessage());
    }
    FieldDescriptor which =
        SessionCommand.getDescriptor().findFieldByNumber(command.getCommandCase().getNumber());
    if (which == null) {
      throw new WrongLineException(number, "names no command, \"reserve\" for example");
    }
    Message request = (Message) command.getField(which);
    FieldDescriptor id = request.getDescriptorForType().findFieldByName("request_id");
    boolean asks = request instanceof GetOutcomeRequest;
    if (id != null && !asks && request.getField(id).equals("")) {
      command.setField(which, request.toBuilder().setField(id, spareId).build());
    }
    return command.build();
  }

  private static String digest(byte[] content) {
    try {
      byte[] whole = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(whole, 0, ID_BYTES);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every JDK knows SHA-256", impossible);
    }
  }
}
