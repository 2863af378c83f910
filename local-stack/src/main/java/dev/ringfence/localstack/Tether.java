package dev.ringfence.localstack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The words in front of a server's command that tie it to the life of this process. Each of these
 * programs replaces itself by the next, so the pid of the child is the pid of the server.
 */
final class Tether {

  /** Whom PostgreSQL runs as: it refuses to be root, and initdb to have no name. */
  enum PostgresUser {
    SAME,
    /** In a user namespace that maps nobody: owns the same files, and is called nobody. */
    UNMAPPED,
    /** Instead of root, where namespaces are forbidden. The files must be given to this user. */
    NOBODY,
    /** No root, and without a name, where namespaces are forbidden. */
    NAMELESS
  }

  static final String ROOT_ID = "0";
  static final String NOBODY_ID = "65534";

  private static final String OWN_PID = Long.toString(ProcessHandle.current().pid());
  private static final Tether OF_THIS_MACHINE = probe();

  private final boolean ownSession;
  private final boolean deathSignal;
  private final PostgresUser postgresUser;

  Tether(boolean ownSession, boolean deathSignal, PostgresUser postgresUser) {
    this.ownSession = ownSession;
    this.deathSignal = deathSignal;
    this.postgresUser = postgresUser;
  }

  static Tether ofThisMachine() {
    return OF_THIS_MACHINE;
  }

  PostgresUser postgresUser() {
    return postgresUser;
  }

  boolean hasDeathSignal() {
    return deathSignal;
  }

  List<String> around(Signal onDeath, List<String> command) {
    return assemble(List.of(), onDeath, command);
  }

  /** Ends it with us, and does nothing else to it. */
  List<String> withDeathSignal(Signal onDeath, List<String> command) {
    return deathSignal ? Stream.concat(deathSignal(onDeath), command.stream()).toList() : command;
  }

  List<String> aroundPostgresOn(SmallDisk disk, Signal onDeath, List<String> command) {
    return assemble(disk.entry(), onDeath, command);
  }

  List<String> aroundPostgres(Signal onDeath, List<String> command) {
    return assemble(
        switch (postgresUser) {
          case SAME, NAMELESS -> List.of();
          case UNMAPPED -> List.of("unshare", "-U");
          case NOBODY ->
              List.of("setpriv", "--reuid=" + NOBODY_ID, "--regid=" + NOBODY_ID, "--clear-groups");
        },
        onDeath,
        command);
  }

  private List<String> assemble(List<String> identity, Signal onDeath, List<String> command) {
    List<String> words = new ArrayList<>();
    if (ownSession) {
      // Ctrl-C reaches the whole foreground group: the servers must outlive the drain.
      words.add("setsid");
    }
    words.addAll(identity);
    // Last, as a change of user clears it.
    words.addAll(withDeathSignal(onDeath, command));
    return words;
  }

  /** Who had died before the signal was ordered would never send it: then nothing is run. */
  private static Stream<String> deathSignal(Signal onDeath) {
    return Stream.of(
        "setpriv",
        "--pdeathsig=" + onDeath.name(),
        "sh",
        "-c",
        "test \"$PPID\" = \"$0\" && exec \"$@\"",
        OWN_PID);
  }

  private static Tether probe() {
    boolean ownSession = succeeds("setsid", "true");
    boolean deathSignal = succeeds("setpriv", "--pdeathsig=TERM", "true");
    return new Tether(ownSession, deathSignal, postgresUserHere());
  }

  private static PostgresUser postgresUserHere() {
    boolean isRoot = succeeds("sh", "-c", "test \"$(id -u)\" = 0");
    if (!isRoot && succeeds("id", "-un")) {
      return PostgresUser.SAME;
    }
    if (succeeds("unshare", "-U", "sh", "-c", "test \"$(id -u)\" != 0 && id -un")) {
      return PostgresUser.UNMAPPED;
    }
    return isRoot ? PostgresUser.NOBODY : PostgresUser.NAMELESS;
  }

  private static boolean succeeds(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
