package dev.ringfence.gateway.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

final class KeyHashTest {
  private static final ApiKey KEY = new ApiKey("0123456789abcdef", "A".repeat(43));

  /** Files of clients hold such: hashed otherwise, every key would be refused after an upgrade. */
  @Test
  void shouldKnowAKeyWhenItsHashIsOnRecord() {
    KeyHash recorded =
        new KeyHash(
            "0123456789abcdef",
            "000102030405060708090a0b0c0d0e0f",
            "7e1c6158663861767a85469482f580b29ebc3a08c4e87a4081668056af5b7a18",
            KeyHash.NEVER);

    assertTrue(recorded.matches(KEY));
    assertFalse(recorded.matches(new ApiKey(KEY.id(), "A".repeat(42) + "B")));
  }

  @Test
  void shouldSaltAKeyAnewWheneverItIsHashed() {
    SecureRandom random = new SecureRandom();

    KeyHash first = KeyHash.of(KEY, KeyHash.NEVER, random);
    KeyHash second = KeyHash.of(KEY, KeyHash.NEVER, random);

    assertNotEquals(first.salt(), second.salt());
    assertNotEquals(first.sha256(), second.sha256());
    assertEquals("KeyHash[0123456789abcdef]", first.toString());
  }
}
