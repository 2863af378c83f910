package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.gateway.cli.Defects;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;

final class RingfenceTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @Test
  void shouldListEveryCommand() {
    assertEquals(0, run("--help"));

    for (String command : List.of("dev", "serve", "reserve", "bench", "chaos", "simulate")) {
      assertTrue(out.toString().matches("(?s).*\\n  " + command + " .*"), out.toString());
    }
  }

  @Test
  void shouldSayInASentenceThatALimitIsWrong() {
    assertEquals(2, run("dlq", "list", "--kafka", "127.0.0.1:1", "--limit", "-1"));
    assertTrue(err.toString().contains("--limit must be 1 or more"), err.toString());
  }

  @Test
  void shouldSayInASentenceThatNobodyWaitsForSoLong() {
    for (String seconds : List.of("-1", "2147483647")) {
      assertEquals(2, run("verify", "--data", folder.toString(), "--catch-up", seconds));
      assertTrue(err.toString().contains("--catch-up must be 0 to"), err.toString());
    }
  }

  @Test
  void shouldLayOutNoMoreShardsThanAProcessServes() {
    String nowhere = "jdbc:postgresql://127.0.0.1:1/nowhere?user=nobody";
    for (int shards : List.of(0, NodeConfig.MAX_SHARDS + 1)) {
      assertEquals(2, run("reshard", "--shards", Integer.toString(shards), "--jdbc", nowhere));
      assertTrue(err.toString().contains("--shards must be 1 to 11"), err::toString);
      err.getBuffer().setLength(0);
    }
  }

  @Test
  void shouldTakeHowToAskOnlyWhereSomebodyIsAsked() {
    assertEquals(2, run("replay", "--tape", folder.toString(), "--speed", "1"));
    assertTrue(err.toString().contains("--target"), err.toString());

    assertEquals(2, run("replay", "--against-database", "--new-ids", "n-"));
  }

  @Test
  void shouldSayInASentenceWhyAReplayCanNotAskItsTarget() {
    String noFile = folder.resolve("none").toString();
    for (List<String> wrong :
        List.of(
            List.of("http://127.0.0.1:1"),
            List.of("127.0.0.1:1", "--tls-cert", noFile),
            List.of("127.0.0.1:1", "--tls-ca", noFile),
            List.of("127.0.0.1:1", "--api-key-file", noFile))) {
      List<String> arguments =
          new ArrayList<>(List.of("replay", "--tape", folder.toString(), "--target"));
      arguments.addAll(wrong);

      assertEquals(2, run(arguments.toArray(String[]::new)), err::toString);
      assertTrue(err.toString().endsWith("\nSee: ringfence replay --help\n"), err::toString);
      assertFalse(err.toString().contains("\tat "), err::toString);
      err.getBuffer().setLength(0);
    }
  }

  @Test
  void shouldSayInASentenceWhatIsWrongOfServersToo() {
    assertEquals(2, run("serve", "--confg", "x"));

    assertTrue(err.toString().startsWith("Unknown option"), err.toString());
    assertTrue(err.toString().endsWith("\nSee: ringfence serve --help\n"), err.toString());
    assertEquals(3, err.toString().lines().count(), err.toString());
  }

  @Test
  void shouldRefuseWhatWouldDoNothing() {
    assertEquals(2, run("dev", "--ephemeral", "--data", folder.toString()));
    assertTrue(err.toString().contains("leave one of them out"), err.toString());

    for (List<String> which : List.of(List.of("--account", "42"), List.of("--again"))) {
      List<String> arguments = new ArrayList<>(List.of("dlq", "requeue", "trading.fills.DLT:0:1"));
      arguments.addAll(List.of("--kafka", "127.0.0.1:1"));
      arguments.addAll(which);

      assertEquals(2, run(arguments.toArray(String[]::new)));
      assertTrue(err.toString().contains("which of --all are meant"), err.toString());
      err.getBuffer().setLength(0);
    }
  }

  /** And not only after servers were started for it; nor with a stack trace. */
  @Test
  void shouldSayInASentenceWhatADevCanNotBe() {
    for (List<String> wrong :
        List.of(
            List.of("--grpc-port", "70000"),
            List.of("--http-port", "-1"),
            List.of("--shards", "0"),
            List.of("--roles", "relais"))) {
      List<String> arguments = new ArrayList<>(List.of("dev", "--ephemeral"));
      arguments.addAll(wrong);

      assertEquals(2, run(arguments.toArray(String[]::new)), err::toString);
      assertEquals(1, err.toString().lines().count(), err::toString);
      err.getBuffer().setLength(0);
    }
  }

  @Test
  void shouldTellADefectFromADivergence() {
    for (Throwable defect : List.of(new ArithmeticException(), new StackOverflowError())) {
      CommandLine commands =
          Ringfence.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
              .addSubcommand("broken", new Broken(defect))
              .setErr(new PrintWriter(err, true));

      assertEquals(4, Defects.run(commands, "broken"));
      assertTrue(err.toString().contains(defect.getClass().getName()), err.toString());
    }
  }

  @Command
  private record Broken(Throwable defect) implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
      if (defect instanceof Error error) {
        throw error;
      }
      throw (Exception) defect;
    }
  }

  @Test
  void shouldRefuseGrantsForAClientWhoHasSome() {
    String file = folder.resolve("clients.json").toString();
    assertEquals(0, run("apikey", "create", "orders", "--clients", file), err.toString());
    assertEquals(0, run("apikey", "create", "orders", "--clients", file), err.toString());

    assertEquals(2, run("apikey", "create", "orders", "--clients", file, "--accounts", "1-5"));
    assertTrue(err.toString().contains("there already"), err.toString());
  }

  @Test
  void shouldRefuseABrokerThatIsNoAddress() {
    assertEquals(2, run("dlq", "list", "--kafka", "http://kafka"));
    assertTrue(err.toString().contains("host:port"), err.toString());
  }

  @Test
  void shouldLogWhatGrpcSaysLikeEverythingElse() {
    PrintStream before = System.err;
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    System.setErr(new PrintStream(raw, true, StandardCharsets.UTF_8));
    try {
      LogManager.getLogManager().reset();
      Ringfence.logInOnePlace();
      Logger grpc = Logger.getLogger("io.grpc.netty.NettyServerHandler");
      grpc.log(Level.WARNING, "an oversized message", new IllegalStateException("40 lines"));

      assertTrue(SLF4JBridgeHandler.isInstalled());
      assertFalse(raw.toString(StandardCharsets.UTF_8).contains("40 lines"));
      assertEquals(
          ch.qos.logback.classic.Level.ERROR,
          ((ch.qos.logback.classic.Logger) org.slf4j.LoggerFactory.getLogger(grpc.getName()))
              .getEffectiveLevel());
    } finally {
      SLF4JBridgeHandler.uninstall();
      System.setErr(before);
    }
  }

  private int run(String... arguments) {
    return Ringfence.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
        .execute(arguments);
  }
}
