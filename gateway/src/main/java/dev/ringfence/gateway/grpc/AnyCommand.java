package dev.ringfence.gateway.grpc;

import dev.ringfence.api.v1.SessionAnswer;
import dev.ringfence.api.v1.SessionCommand;
import dev.ringfence.gateway.identity.Caller;
import dev.ringfence.gateway.validation.CommandValidation;
import dev.ringfence.gateway.validation.ReadValidation;
import dev.ringfence.gateway.validation.Validated;
import dev.ringfence.gateway.validation.Violation;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Takes a command that may be of any kind the same way as the call of its own would go. */
final class AnyCommand {
  private static final int MAX_TIMEOUT_MILLIS = 600_000;
  private static final AnswerHandler<SessionAnswer.Builder> SEND_RESULT =
      (result, reply) -> reply.send(SessionAnswer.newBuilder().setResult(result));
  private static final Validated NO_COMMAND = invalid("command", "must be set");
  private static final Validated WRONG_TIMEOUT =
      invalid("timeout_millis", "must be between 0 and " + MAX_TIMEOUT_MILLIS);

  private final CommandCalls calls;
  private final LedgerCalls ledgerCalls;

  AnyCommand(CommandCalls calls, LedgerCalls ledgerCalls) {
    this.calls = calls;
    this.ledgerCalls = ledgerCalls;
  }

  /**
   * The reply is given exactly once, perhaps before this returns.
   *
   * @param latestNanos after this nobody waits for any of them, by the clock of {@code
   *     receivedNanos}; 0 for no such time
   */
  void submit(
      SessionCommand command,
      Caller caller,
      long receivedNanos,
      long latestNanos,
      Reply<SessionAnswer.Builder> reply) {
    int timeoutMillis = command.getTimeoutMillis();
    boolean wrongTimeout = timeoutMillis < 0 || timeoutMillis > MAX_TIMEOUT_MILLIS;
    long deadlineNanos =
        timeoutMillis == 0
            ? 0
            : CommandCalls.neverZero(receivedNanos + TimeUnit.MILLISECONDS.toNanos(timeoutMillis));
    calls.submit(
        wrongTimeout ? WRONG_TIMEOUT : validate(command),
        caller,
        receivedNanos,
        CommandCalls.earlier(deadlineNanos, latestNanos),
        handler(command, caller),
        reply);
  }

  private AnswerHandler<SessionAnswer.Builder> handler(SessionCommand command, Caller caller) {
    return switch (command.getCommandCase()) {
      case GET_RESERVATION ->
          (result, reply) ->
              ledgerCalls.completeReservation(
                  command.getGetReservation(),
                  caller,
                  result,
                  reply.from(
                      response -> SessionAnswer.newBuilder().setResult(response.getResult())));
      case GET_OUTCOME ->
          (result, reply) ->
              ledgerCalls.completeOutcome(
                  command.getGetOutcome(),
                  caller,
                  result,
                  reply.from(response -> SessionAnswer.newBuilder().setOutcome(response)));
      case OPEN_ACCOUNT,
          SET_ACCOUNT_STATUS,
          DEPOSIT,
          WITHDRAW,
          RESERVE,
          AMEND,
          RELEASE,
          APPLY_FILL,
          SETTLE,
          GET_ACCOUNT,
          COMMAND_NOT_SET ->
          SEND_RESULT;
    };
  }

  private static Validated validate(SessionCommand command) {
    return switch (command.getCommandCase()) {
      case OPEN_ACCOUNT -> CommandValidation.openAccount(command.getOpenAccount());
      case SET_ACCOUNT_STATUS -> CommandValidation.setAccountStatus(command.getSetAccountStatus());
      case DEPOSIT -> CommandValidation.deposit(command.getDeposit());
      case WITHDRAW -> CommandValidation.withdraw(command.getWithdraw());
      case RESERVE -> CommandValidation.reserve(command.getReserve());
      case AMEND -> CommandValidation.amend(command.getAmend());
      case RELEASE -> CommandValidation.release(command.getRelease());
      case APPLY_FILL -> CommandValidation.applyFill(command.getApplyFill());
      case SETTLE -> CommandValidation.settle(command.getSettle());
      case GET_ACCOUNT -> ReadValidation.getAccount(command.getGetAccount());
      case GET_RESERVATION -> ReadValidation.getReservation(command.getGetReservation());
      case GET_OUTCOME -> ReadValidation.getOutcome(command.getGetOutcome());
      case COMMAND_NOT_SET -> NO_COMMAND;
    };
  }

  private static Validated invalid(String field, String description) {
    return new Validated.Invalid(List.of(new Violation(field, description)));
  }
}
