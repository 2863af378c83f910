package dev.ringfence.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.domain.Reason;
import dev.ringfence.gateway.testing.Batches;
import dev.ringfence.gateway.testing.FakeShard;
import dev.ringfence.gateway.testing.TestServer;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands that keep a stream open: a watch, and a file of commands. */
@Timeout(60)
final class StreamingCommandsTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Queue<String> requestIds = new ConcurrentLinkedQueue<>();
  @TempDir private Path folder;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void shouldShowAnAccountAndItsChanges() {
    changeAfterTheFirstLook();

    int exitCode = run("watch", "42", "--count", "3");

    assertEquals(
        """
        v3  as it is  balance 900 reserved 100
        v4  2023-11-14T22:13:20Z  RESERVED  balance 896 reserved 4  order order-4 remaining 1
        v5  2023-11-14T22:13:20Z  RESERVED  balance 895 reserved 5  order order-5 remaining 1
        """,
        out.toString());
    assertEquals(0, exitCode, err::toString);
  }

  @Test
  void shouldShowChangesAsJsonLineByLine() {
    changeAfterTheFirstLook();

    assertEquals(0, run("watch", "42", "--count", "2", "--json"), err::toString);

    List<String> lines = out.toString().lines().toList();
    assertEquals(2, lines.size());
    assertTrue(lines.getLast().contains("\"type\":\"RESERVED\""), lines::getLast);
  }

  @Test
  void shouldEndTheWatchWhenNobodyReadsItAnyMore() {
    changeAfterTheFirstLook();
    PrintWriter closedPipe =
        new PrintWriter(
            new Writer() {
              @Override
              public void write(char[] characters, int offset, int count) throws IOException {
                throw new IOException("Broken pipe");
              }

              @Override
              public void flush() {}

              @Override
              public void close() {}
            });

    int exitCode =
        RingfenceCommand.commandLine(closedPipe, new PrintWriter(err, true))
            .execute("watch", "42", "--server", server.address());

    assertEquals(0, exitCode, err::toString);
  }

  @Test
  void shouldSayWhyThereIsNothingToWatch() {
    server.shard().answerWith(command -> command.answer().reason(Reason.ACCOUNT_NOT_FOUND));

    assertEquals(1, run("watch", "42"));
    assertTrue(err.toString().contains("no such account"), err::toString);
    assertEquals(2, run("watch", "-5"));
    assertTrue(err.toString().contains("account_id"), err::toString);
  }

  @Test
  void shouldGiveUpWhenNobodyAnswers() {
    assertEquals(3, execute("watch", "42", "--server", "127.0.0.1:1", "--deadline", "300ms"));
    assertTrue(err.toString().contains("No answer from 127.0.0.1:1 within 300 ms"), err::toString);
  }

  /** Also of a call that keeps no stream open: to each of them it is one answer. */
  @Test
  void shouldSayThatTheServerIsAnotherWhenItDoesNotHaveTheCall() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("orders.jsonl"),
            "{\"deposit\": {\"accountId\": \"42\", \"amount\": \"1\"}}\n");
    Server other = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create()).build();
    other.start();
    try {
      String address = "127.0.0.1:" + other.getPort();
      for (String[] command :
          List.of(
              new String[] {"deposit", "42", "1"},
              new String[] {"watch", "42"},
              new String[] {"batch", file.toString()})) {
        err.getBuffer().setLength(0);
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--server", address));

        int exitCode = execute(all.toArray(String[]::new));

        assertEquals(2, exitCode, err::toString);
        assertTrue(err.toString().contains(address + " does not have this call"), err::toString);
        assertFalse(err.toString().contains("--request-id"), err::toString);
      }
    } finally {
      other.shutdownNow();
    }
  }

  @Test
  void shouldRunAFileUnderTheSameIdsEachTime() throws IOException {
    answerAndNoteIds();
    Path file = Files.writeString(folder.resolve("orders.jsonl"), twoDepositsAndARead());

    int first = run("batch", file.toString());
    int second = run("batch", file.toString());

    assertEquals(0, first, err::toString);
    assertEquals(0, second, err::toString);
    assertEquals("answer    commands\nACCEPTED         3\n".repeat(2), out.toString());
    List<String> ids = List.copyOf(requestIds);
    assertEquals(6, ids.size());
    assertEquals(ids.subList(0, 3), ids.subList(3, 6));
    assertEquals("mine", ids.get(1));
    assertTrue(ids.getFirst().endsWith("-1"), ids::getFirst);
  }

  @Test
  void shouldSayOfEachLineWhatBecameOfIt() throws IOException {
    server
        .shard()
        .answerWith(
            command ->
                TestServer.fillAccount(command.answer())
                    .accepted(command.amount() != 20_000)
                    .reason(
                        command.amount() == 20_000 ? Reason.INSUFFICIENT_BALANCE : Reason.NONE));
    Path file =
        Files.writeString(
            folder.resolve("orders.jsonl"),
            """
            {"withdraw": {"accountId": "42", "amount": "1"}}
            {"withdraw": {"accountId": "42", "amount": "2"}}
            """);

    assertEquals(1, run("batch", file.toString(), "--json"));

    List<String> lines = out.toString().lines().toList();
    assertTrue(lines.getFirst().contains("\"answer\":\"ACCEPTED\""), lines::getFirst);
    assertTrue(lines.getLast().contains("REJECTED INSUFFICIENT_BALANCE"), lines::getLast);
  }

  @Test
  void shouldCountApartWhatWasDoneBefore() throws IOException {
    server
        .shard()
        .answerWith(
            command ->
                TestServer.fillAccount(command.answer())
                    .accepted(true)
                    .replayed(command.amount() == 20_000));
    Path file =
        Files.writeString(
            folder.resolve("orders.jsonl"),
            """
            {"withdraw": {"accountId": "42", "amount": "1"}}
            {"withdraw": {"accountId": "42", "amount": "2"}}
            {"withdraw": {"accountId": "42", "amount": "2"}}
            """);

    assertEquals(0, run("batch", file.toString()), err::toString);

    assertEquals(
        List.of(
            "answer               commands",
            "ACCEPTED                    1",
            "ACCEPTED (replayed)         2"),
        out.toString().lines().toList());
  }

  @Test
  void shouldNotBeginAFileWithAMistake() throws IOException {
    answerAndNoteIds();
    Path file =
        Files.writeString(folder.resolve("orders.jsonl"), twoDepositsAndARead() + "{\"x\": 1}\n");

    assertEquals(2, run("batch", file.toString()));

    assertTrue(err.toString().contains("Line 4"), err::toString);
    assertEquals(0, server.shard().published());
  }

  /** The parser takes the first command of a line, or the last value of a name, and is silent. */
  @Test
  void shouldNotBeginAFileOfWhichAPartWouldBeLeftOut() throws IOException {
    answerAndNoteIds();
    String first = "{\"deposit\": {\"accountId\": \"42\", \"amount\": \"1\"}}";
    for (String line :
        List.of(
            first + first,
            first + " ]",
            first.replace("\"1\"", "[\"1\"]"),
            first.replace("}}", ", \"amount\": \"1000\"}}"),
            first.replace("}}", "}, \"deposit\": {\"accountId\": \"43\", \"amount\": \"2\"}}"))) {
      err.getBuffer().setLength(0);
      Path file = Files.writeString(folder.resolve("orders.jsonl"), first + "\n" + line + "\n");

      assertEquals(2, run("batch", file.toString()), line);

      assertTrue(err.toString().startsWith("Line 2 is no"), err::toString);
      assertEquals(0, server.shard().published(), line);
    }
  }

  @Test
  void shouldSayThatThereIsNoSuchFile() {
    Path none = folder.resolve("none");

    assertEquals(2, run("batch", none.toString()));

    assertTrue(err.toString().startsWith("There is no file " + none + "\n"), err::toString);
  }

  @Test
  void shouldNotAskForAnIdThatIsInvented() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("orders.jsonl"), "{\"getOutcome\": {\"accountId\": \"42\"}}\n");

    assertEquals(2, run("batch", file.toString()));

    assertTrue(err.toString().contains("request_id must have"), err::toString);
    assertEquals(0, server.shard().published());
  }

  private static String twoDepositsAndARead() {
    return """
        {"deposit": {"accountId": "42", "amount": "1"}}
        {"deposit": {"accountId": "42", "amount": "2", "requestId": "mine"}}

        """
        .replace("\n\n", "\n{\"getAccount\": {\"accountId\": \"42\"}}\n");
  }

  private void answerAndNoteIds() {
    server
        .shard()
        .answerWith(
            command -> {
              requestIds.add(command.requestId().toString());
              TestServer.fillAccount(command.answer().accepted(true));
            });
  }

  private void changeAfterTheFirstLook() {
    server
        .shard()
        .behave(
            command -> {
              TestServer.fillAccount(command.answer().accepted(true));
              FakeShard.answer(command);
              server.changes().committed(Batches.reserved(42, 4, 5));
            });
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--server", server.address()));
    return execute(all.toArray(String[]::new));
  }

  private int execute(String... arguments) {
    return RingfenceCommand.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
        .execute(arguments);
  }
}
