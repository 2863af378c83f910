package dev.ringfence.gateway.cli;

import picocli.CommandLine.Command;

/** Commands that only have others below them. */
final class Group {
  private Group() {}

  @Command(description = "Open, read, freeze or close an account.")
  static final class Account {}

  @Command(description = "Read a reservation.")
  static final class Reservation {}

  @Command(description = "Make keys for services that call.")
  static final class ApiKey {}
}
