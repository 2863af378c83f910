package dev.ringfence.perf.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** The program's own log would be gigabytes of planned misfortune. */
final class Quiet {
  private Quiet() {}

  static void on() {
    for (String part : new String[] {"journal", "snapshotter", "gateway.kafka"}) {
      String name = "dev.ringfence." + part;
      if (LoggerFactory.getLogger(name) instanceof Logger logger) {
        logger.setLevel(Level.OFF);
      }
    }
  }
}
