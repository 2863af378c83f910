package dev.ringfence.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.api.v1.Problem;
import dev.ringfence.api.v1.SessionCommand;
import dev.ringfence.client.FaultyServer.Fate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The example, started as its page says. */
@Timeout(180)
final class OrderGatewayTest {
  private static final Path EXAMPLE = Path.of("..", "examples", "java", "OrderGateway.java");

  @Test
  void shouldCountEachAnswerForWhatItIs() throws Exception {
    try (FaultyServer server = new FaultyServer()) {
      server.decideFates(command -> isAbout(command, "order-7") ? Fate.SWALLOWED : Fate.ANSWERED);
      server.haveProblems(
          command ->
              isAbout(command, "order-8")
                  ? Problem.newBuilder().setCode("PERMISSION_DENIED").setReason("NO").build()
                  : null);

      Run run = run(server.address());

      assertEquals(0, run.exitCode(), run.output());
      assertTrue(
          run.output().contains("100 orders: 98 settled, 0 rejected, 1 unknown, 1 not done"),
          run.output());
      assertTrue(run.output().contains("unknown, ask again with id "), run.output());
      assertTrue(run.output().contains("still held: [held-1, held-2]"), run.output());
    }
  }

  @Test
  void shouldExitWhenThereIsNoServer() throws Exception {
    assertEquals(3, run("127.0.0.1:1").exitCode());
  }

  /** Its reservation; what it asks about ids is answered with "not found". */
  private static boolean isAbout(SessionCommand command, String orderId) {
    return command.getReserve().getOrderId().equals(orderId);
  }

  private static Run run(String address) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // People read its sum in the digits of their own language.
                "-Duser.language=en",
                "-cp",
                System.getProperty("java.class.path"),
                EXAMPLE.toString(),
                address)
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(30, TimeUnit.SECONDS), output);
    return new Run(process.exitValue(), output);
  }

  private record Run(int exitCode, String output) {}
}
