package dev.ringfence.gateway.cli;

import com.google.protobuf.MessageOrBuilder;
import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import dev.ringfence.api.v1.CommandResult;
import java.util.UUID;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command that changes an account, under a request id that makes a retry safe. */
abstract class WriteCommand extends ClientCommand {
  @Parameters(index = "0", paramLabel = "ACCOUNT", description = "The account's id.")
  private long accountId;

  @Option(
      names = "--request-id",
      paramLabel = "ID",
      description = "Repeat a command with the same id, and it is done once (default: a new one).")
  private String requestId;

  /** A response, and the result within it. */
  record Reply(MessageOrBuilder response, CommandResult result) {}

  abstract Reply send(AccountServiceBlockingStub stub);

  /** What was done, in words. */
  abstract String done();

  final long accountId() {
    return accountId;
  }

  final String requestId() {
    return requestId;
  }

  @Override
  final String retryId() {
    return requestId;
  }

  @Override
  final int run(Connection connection) {
    boolean chosenHere = requestId == null;
    if (chosenHere) {
      requestId = UUID.randomUUID().toString();
    }
    Reply reply = send(connection.stub());
    int exitCode = print(reply.response(), reply.result(), done());
    if (!json()) {
      out().println();
      out().println("request id  " + requestId);
    } else if (chosenHere) {
      error().println("request id  " + requestId);
    }
    return exitCode;
  }

  /** "100", or "5 ACME". */
  static String quantity(String amount, String symbol) {
    return symbol.isEmpty() ? amount : amount + " " + symbol;
  }
}
