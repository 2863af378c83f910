package dev.ringfence.client;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.Outcome;
import org.junit.jupiter.api.Test;

final class AnswerTest {
  @Test
  void shouldTakeNothingButARefusalForANo() {
    assertInstanceOf(Answer.Accepted.class, answer(Outcome.OUTCOME_ACCEPTED_VALUE));
    assertInstanceOf(Answer.Rejected.class, answer(Outcome.OUTCOME_REJECTED_VALUE));
    assertInstanceOf(Answer.Unknown.class, answer(Outcome.OUTCOME_UNSPECIFIED_VALUE));
    assertInstanceOf(Answer.Unknown.class, answer(99));
  }

  private static Answer answer(int outcome) {
    return Answer.of("id", CommandResult.newBuilder().setOutcomeValue(outcome).build());
  }
}
