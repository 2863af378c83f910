package dev.ringfence.gateway.identity;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a caller may be allowed to do with an account. */
public enum Operation {
  OPEN_ACCOUNT(Group.MANAGE),
  SET_ACCOUNT_STATUS(Group.MANAGE),
  DEPOSIT(Group.FUND),
  WITHDRAW(Group.FUND),
  RESERVE(Group.TRADE),
  AMEND(Group.TRADE),
  RELEASE(Group.TRADE),
  APPLY_FILL(Group.TRADE),
  SETTLE(Group.TRADE),
  GET_ACCOUNT(Group.READ),
  GET_RESERVATION(Group.READ),
  GET_OUTCOME(Group.READ),
  LIST_POSITIONS(Group.READ),
  LIST_RESERVATIONS(Group.READ),
  LIST_LEDGER(Group.READ),
  WATCH_ACCOUNT(Group.READ);

  /** Operations that are usually allowed together. */
  public enum Group {
    /** Opening, freezing and closing accounts. */
    MANAGE,
    /** Money and units into and out of the system. */
    FUND,
    /** The life of an order. */
    TRADE,
    /** Looking, and changing nothing. */
    READ;

    /** As it is written in files. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Group group;

  Operation(Group group) {
    this.group = group;
  }

  Group group() {
    return group;
  }

  /** False if it only looks. */
  public boolean changes() {
    return group != Group.READ;
  }

  /** As it is written in files: {@code get-account}. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** All that a file may name, for whoever named something else. */
  static String words() {
    return "there is all, "
        + Stream.concat(
                Arrays.stream(Group.values()).map(Group::word),
                Arrays.stream(values()).map(Operation::word))
            .collect(Collectors.joining(", "));
  }
}
