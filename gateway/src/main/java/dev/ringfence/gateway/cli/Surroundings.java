package dev.ringfence.gateway.cli;

import java.util.Locale;
import java.util.TimeZone;

/** What a machine is set to, which is to make no difference to what a program says and does. */
public final class Surroundings {
  private Surroundings() {}

  /** The first act of a program: forgets the country and the time zone that it was started in. */
  public static void neutral() {
    // Statements, names of files and addresses have numbers in them, and not all countries our
    // digits.
    Locale.setDefault(Locale.ROOT);
    // The driver tells PostgreSQL this one, which lets nobody in whose zone it does not know.
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
  }
}
