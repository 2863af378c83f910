package dev.ringfence.perf.bench;

import dev.ringfence.api.v1.CommandResult;

/** A server gave an answer that no right server gives, or holds what it never acknowledged. */
final class WrongAnswerException extends RuntimeException {
  WrongAnswerException(String message) {
    super(message);
  }

  WrongAnswerException(String wrong, Exchange exchange, CommandResult result) {
    super(
        "The answer to %s %s of account %d %s: %s"
            .formatted(
                exchange.step(),
                exchange.requestId(),
                exchange.accountId(),
                wrong,
                result.toString().replace('\n', ' ')));
  }
}
