package dev.ringfence.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class TetherTest {

  private static final List<String> COMMAND = List.of("server", "--port", "1");
  private static final String UNLESS_DEAD =
      "sh -c test \"$PPID\" = \"$0\" && exec \"$@\" " + ProcessHandle.current().pid();

  @Test
  void shouldSendDeathSignalFromOwnSessionWhenUserStaysTheSame() {
    Tether tether = new Tether(true, true, Tether.PostgresUser.SAME);

    assertEquals(
        "setsid setpriv --pdeathsig=TERM " + UNLESS_DEAD + " server --port 1",
        words(tether.around(Signal.TERM, COMMAND)));
    assertEquals(
        "setsid setpriv --pdeathsig=INT " + UNLESS_DEAD + " server --port 1",
        words(tether.aroundPostgres(Signal.INT, COMMAND)));
  }

  @Test
  void shouldUseNamespaceOnlyForPostgresWhenRoot() {
    Tether tether = new Tether(true, true, Tether.PostgresUser.UNMAPPED);

    assertEquals(
        "setsid setpriv --pdeathsig=TERM " + UNLESS_DEAD + " server --port 1",
        words(tether.around(Signal.TERM, COMMAND)));
    assertEquals(
        "setsid unshare -U setpriv --pdeathsig=INT " + UNLESS_DEAD + " server --port 1",
        words(tether.aroundPostgres(Signal.INT, COMMAND)));
  }

  @Test
  void shouldSetDeathSignalAfterChangeOfUserWhenNamespacesAreForbidden() {
    Tether tether = new Tether(true, true, Tether.PostgresUser.NOBODY);

    assertEquals(
        "setsid setpriv --reuid=65534 --regid=65534 --clear-groups"
            + " setpriv --pdeathsig=INT "
            + UNLESS_DEAD
            + " server --port 1",
        words(tether.aroundPostgres(Signal.INT, COMMAND)));
  }

  @Test
  void shouldRunPlainChildWhenMachineHasNoneOfThePrograms() {
    Tether tether = new Tether(false, false, Tether.PostgresUser.SAME);

    assertEquals(COMMAND, tether.around(Signal.TERM, COMMAND));
    assertEquals(COMMAND, tether.aroundPostgres(Signal.INT, COMMAND));
  }

  /** Killed in the moment between the making of the child and its order of the death signal. */
  @Test
  void shouldRunNothingWhenTheOwnerIsDeadAlready() throws Exception {
    Tether tether = Tether.ofThisMachine();
    Assumptions.assumeTrue(tether.hasDeathSignal(), "needs setpriv");
    List<String> command = tether.around(Signal.KILL, List.of("echo", "it runs"));
    List<String> ofAnother = new ArrayList<>(List.of("sh", "-c", "\"$@\"; true", "sh"));
    ofAnother.addAll(command);

    assertEquals("it runs", output(command));
    assertEquals("", output(ofAnother));
  }

  private static String output(List<String> command) throws IOException {
    Process process = ChildSpawner.spawn(new ProcessBuilder(command));
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  private static String words(List<String> command) {
    return String.join(" ", command);
  }
}
