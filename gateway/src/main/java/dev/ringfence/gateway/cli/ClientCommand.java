package dev.ringfence.gateway.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import dev.ringfence.api.v1.CommandResult;
import io.grpc.StatusRuntimeException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Connects, calls, prints, and says in the exit code how it went. */
abstract class ClientCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClientOptions options;

  /** Makes the call, prints its answer, and returns the exit code. */
  abstract int run(Connection connection);

  /** The request id to repeat a failed call with; empty for reads. */
  String retryId() {
    return "";
  }

  @Override
  public final Integer call() {
    if (!HostAndPort.isValid(options.server())) {
      throw wrongUsage("--server must be HOST:PORT, 127.0.0.1:7400 or [::1]:7400 for example");
    }
    if (options.deadline().toMillis() <= 0) {
      throw wrongUsage("--deadline must be greater than zero");
    }
    try (Connection connection = connect()) {
      return run(connection);
    } catch (StatusRuntimeException failure) {
      CallFailure explained = CallFailure.of(failure, options.server(), options.deadline());
      return explained.print(error(), retryId());
    } finally {
      out().flush();
      error().flush();
    }
  }

  private Connection connect() {
    try {
      return new Connection(options.server(), options.deadline(), options.access());
    } catch (IllegalArgumentException wrong) {
      throw wrongUsage(wrong.getMessage());
    }
  }

  /** Prints a result for people, or the whole response as JSON. */
  final int print(MessageOrBuilder response, CommandResult result, String done) {
    if (!ResultText.isKnown(result)) {
      return CallFailure.strange(options.server()).print(error(), retryId());
    }
    if (options.json()) {
      printJson(response);
    } else {
      ResultText.print(out(), result, done);
    }
    return ResultText.isAccepted(result) ? ExitCode.GOOD : ExitCode.REJECTED;
  }

  final void printJson(MessageOrBuilder response) {
    try {
      out()
          .println(
              JsonFormat.printer()
                  .omittingInsignificantWhitespace()
                  .alwaysPrintFieldsWithNoPresence()
                  .print(response));
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException("The API has no Any that JSON could not show", impossible);
    }
  }

  final boolean json() {
    return options.json();
  }

  final String server() {
    return options.server();
  }

  final Duration deadline() {
    return options.deadline();
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  final PrintWriter error() {
    return spec.commandLine().getErr();
  }

  final ParameterException wrongUsage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
