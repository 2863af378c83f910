package dev.ringfence.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TetherTest {

  private static final List<String> COMMAND = List.of("server", "--port", "1");

  @Test
  void shouldSendDeathSignalFromOwnSessionWhenUserStaysTheSame() {
    Tether tether = new Tether(true, true, Tether.PostgresUser.SAME);

    assertEquals(
        "setsid setpriv --pdeathsig=TERM server --port 1",
        words(tether.around(Signal.TERM, COMMAND)));
    assertEquals(
        "setsid setpriv --pdeathsig=INT server --port 1",
        words(tether.aroundPostgres(Signal.INT, COMMAND)));
  }

  @Test
  void shouldUseNamespaceOnlyForPostgresWhenRoot() {
    Tether tether = new Tether(true, true, Tether.PostgresUser.UNMAPPED);

    assertEquals(
        "setsid setpriv --pdeathsig=TERM server --port 1",
        words(tether.around(Signal.TERM, COMMAND)));
    assertEquals(
        "setsid unshare -U setpriv --pdeathsig=INT server --port 1",
        words(tether.aroundPostgres(Signal.INT, COMMAND)));
  }

  @Test
  void shouldSetDeathSignalAfterChangeOfUserWhenNamespacesAreForbidden() {
    Tether tether = new Tether(true, true, Tether.PostgresUser.NOBODY);

    assertEquals(
        "setsid setpriv --reuid=65534 --regid=65534 --clear-groups"
            + " setpriv --pdeathsig=INT server --port 1",
        words(tether.aroundPostgres(Signal.INT, COMMAND)));
  }

  @Test
  void shouldRunPlainChildWhenMachineHasNoneOfThePrograms() {
    Tether tether = new Tether(false, false, Tether.PostgresUser.SAME);

    assertEquals(COMMAND, tether.around(Signal.TERM, COMMAND));
    assertEquals(COMMAND, tether.aroundPostgres(Signal.INT, COMMAND));
  }

  private static String words(List<String> command) {
    return String.join(" ", command);
  }
}
