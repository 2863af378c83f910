package dev.ringfence.gateway.boot;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * What the launcher does by itself, or hands to another module, which nothing here may import. It
 * is here for the list of commands.
 */
abstract class LauncherCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public final Integer call() {
    throw new ConfigurationException("Start it as ./ringfence " + spec.name());
  }

  @Command(description = "Measure, and compare with the textbook way.")
  static final class Bench extends LauncherCommand {}

  @Command(description = "Kill and cut a local stack under load, then look at what is left.")
  static final class Chaos extends LauncherCommand {}

  @Command(description = "Let the JDK learn the program after its installation: starts are faster.")
  static final class Train extends LauncherCommand {}

  @Command(description = "Run crashes and lost answers from seeds on a virtual clock.")
  static final class Simulate extends LauncherCommand {}
}
