package dev.ringfence.gateway.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CallerTest {
  @Test
  void shouldAllowOnlyWhatOneGrantAllowsInWhole() {
    Caller caller =
        new Caller(
            "orders",
            List.of(
                new Grant(Set.of(Operation.RESERVE), List.of(new AccountRange(10, 19))),
                new Grant(Set.of(Operation.GET_ACCOUNT), List.of(new AccountRange(20, 29)))),
            false);

    assertTrue(caller.may(Operation.RESERVE, 10));
    assertTrue(caller.may(Operation.RESERVE, 19));
    assertTrue(caller.may(Operation.GET_ACCOUNT, 20));
    assertFalse(caller.may(Operation.RESERVE, 9));
    assertFalse(caller.may(Operation.RESERVE, 20), "the operation of one, the accounts of another");
    assertFalse(caller.may(Operation.DEPOSIT, 10));
  }

  @Test
  void shouldNotLetAdminsTouchAccountsForThatAlone() {
    Caller admin = new Caller("root", List.of(), true);

    for (Operation operation : Operation.values()) {
      assertFalse(admin.may(operation, 1), operation.word());
    }
  }

  @Test
  void shouldLetEverybodyDoEverythingWhereNobodyIsAsked() {
    for (Operation operation : EnumSet.allOf(Operation.class)) {
      assertTrue(Caller.EVERYBODY.may(operation, 1), operation.word());
      assertTrue(Caller.EVERYBODY.may(operation, Long.MAX_VALUE), operation.word());
    }
  }

  @Test
  void shouldRefuseRangesThatHoldNothing() {
    assertThrows(IllegalArgumentException.class, () -> new AccountRange(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new AccountRange(2, 1));
  }

  @Test
  void shouldNotShowSecrets() {
    Credentials credentials = new Credentials(Optional.of("Bearer hunter2"), Optional.empty());

    assertEquals("Credentials[authorization=given, certificate=none]", credentials.toString());
  }
}
