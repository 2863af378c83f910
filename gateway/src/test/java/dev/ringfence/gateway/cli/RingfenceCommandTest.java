package dev.ringfence.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.ringfence.api.v1.Account;
import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.LedgerEntry;
import dev.ringfence.api.v1.ListLedgerResponse;
import dev.ringfence.api.v1.ListPositionsResponse;
import dev.ringfence.api.v1.ListReservationsResponse;
import dev.ringfence.api.v1.Outcome;
import dev.ringfence.api.v1.Reservation;
import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.Failure;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.domain.Side;
import dev.ringfence.engine.shard.Admission;
import dev.ringfence.gateway.mapping.Messages;
import dev.ringfence.gateway.testing.TestServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class RingfenceCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer();
    server.shard().answerWith(command -> TestServer.fillAccount(command.answer().accepted(true)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void shouldShowAReservation() {
    server
        .shard()
        .answerWith(
            command -> {
              Answer answer = TestServer.fillAccount(command.answer().accepted(true));
              answer
                  .hasReservation(true)
                  .reservationAmount(1_000_000)
                  .remaining(1_000_000)
                  .reservationState(ReservationState.OPEN)
                  .expiresAtMillis(1_700_000_000_000L);
              answer.orderId().set("o-1");
            });

    int exitCode = run("reserve", "42", "o-1", "100", "--ttl", "30s", "--request-id", "r-1");

    assertEquals("", err.toString());
    assertEquals(
        """
        ACCEPTED  reserved 100 for order o-1 on account 42

        account  status  currency  balance  reserved  version
             42  ACTIVE  USD           900       100        3

        order  of    amount  remaining  state  ends
        o-1    cash     100        100  OPEN   2023-11-14T22:13:20Z

        request id  r-1
        """,
        out.toString());
    assertEquals(0, exitCode);
  }

  @Test
  void shouldSayWhatToDoWhenRejected() {
    server
        .shard()
        .answerWith(
            command ->
                TestServer.fillAccount(command.answer()).reason(Reason.INSUFFICIENT_BALANCE));

    int exitCode = run("reserve", "42", "o-1", "1000", "--request-id", "r-1");

    assertEquals(
        """
        REJECTED  INSUFFICIENT_BALANCE  Free cash does not cover the amount. Deposit more, release what is held, or ask for less.

        account  status  currency  balance  reserved  version
             42  ACTIVE  USD           900       100        3

        request id  r-1
        """,
        out.toString());
    assertEquals(1, exitCode);
  }

  @Test
  void shouldPrintOneLineOfJsonAndTheRequestIdBesideIt() {
    int exitCode = run("deposit", "42", "100", "--json");

    assertEquals(0, exitCode);
    assertEquals(1, out.toString().lines().count());
    assertTrue(
        out.toString().startsWith("{\"result\":{\"outcome\":\"OUTCOME_ACCEPTED\""), out.toString());
    assertTrue(out.toString().contains("\"balance\":\"900\""), out.toString());
    assertTrue(err.toString().startsWith("request id  "), err.toString());
  }

  @Test
  void shouldTakeANewRequestIdForEachCommand() throws InterruptedException {
    BlockingQueue<String> requestIds = new LinkedBlockingQueue<>();
    server
        .shard()
        .answerWith(
            command -> {
              requestIds.add(command.requestId().toString());
              TestServer.fillAccount(command.answer().accepted(true));
            });

    run("deposit", "42", "100");
    run("deposit", "42", "100");

    String first = requestIds.take();
    String second = requestIds.take();
    assertFalse(first.equals(second));
    assertTrue(out.toString().contains("request id  " + first));
  }

  @Test
  void shouldSendWhatWasTyped() {
    assertSent(
        command ->
            assertEquals(
                "USD", dev.ringfence.engine.domain.CurrencyCode.format(command.currency())),
        "account",
        "open",
        "42",
        "--currency",
        "USD");
    assertSent(
        command -> assertEquals(AccountStatus.FROZEN, command.status()),
        "account",
        "status",
        "42",
        "--set",
        "frozen");
    assertSent(
        command -> {
          assertEquals("ACME", command.symbol().toString());
          assertEquals(50_000, command.amount());
          assertEquals(1_000_000, command.cash());
        },
        "deposit",
        "42",
        "5",
        "--symbol",
        "ACME",
        "--cost",
        "100");
    assertSent(command -> assertEquals(15_000, command.amount()), "withdraw", "42", "1.5");
    assertSent(
        command -> assertEquals(7_200_000, command.timeToLiveMillis()),
        "reserve",
        "42",
        "o-1",
        "1",
        "--ttl",
        "2h");
    assertSent(
        command -> {
          assertEquals(20_000, command.amount());
          assertTrue(command.neverExpires());
        },
        "amend",
        "42",
        "o-1",
        "--amount",
        "2",
        "--never-expires");
    assertSent(command -> assertEquals(0, command.amount()), "release", "42", "o-1");
    assertSent(command -> assertEquals(10_000, command.amount()), "settle", "42", "o-1", "1");
    assertSent(
        command -> {
          assertEquals(Side.SELL, command.side());
          assertEquals(20_000, command.amount());
          assertEquals(210_000, command.cash());
          assertTrue(command.lastFill());
        },
        "fill",
        "42",
        "o-1",
        "--sell",
        "--symbol",
        "ACME",
        "--quantity",
        "2",
        "--price",
        "10.5",
        "--last");
    assertSent(
        command -> assertEquals("ACME", command.symbol().toString()),
        "account",
        "get",
        "42",
        "--symbol",
        "ACME");
    assertSent(
        command -> assertEquals("o-1", command.orderId().toString()),
        "reservation",
        "get",
        "42",
        "o-1");
  }

  @Test
  void shouldShowAnAccountAndItsPosition() {
    server
        .shard()
        .answerWith(
            command -> {
              TestServer.fillAccount(command.answer().accepted(true))
                  .hasPosition(true)
                  .quantity(20_000)
                  .reservedQuantity(10_000)
                  .cost(1_000_000);
              command.answer().symbol().set("ACME");
            });

    int exitCode = run("account", "get", "42", "--symbol", "ACME");

    assertEquals(
        """
        account  status  currency  balance  reserved  version
             42  ACTIVE  USD           900       100        3

        symbol  quantity  reserved  cost  average price
        ACME           2         1   100        33.3333
        """,
        out.toString());
    assertEquals(0, exitCode);
  }

  @Test
  void shouldListTheLedger() {
    server
        .ledger()
        .holdPage(
            ListLedgerResponse.newBuilder()
                .addEntries(
                    LedgerEntry.newBuilder()
                        .setVersion(2)
                        .setType("RESERVED")
                        .setRequestId("r-1")
                        .setBalanceChange("-100")
                        .setReservedChange("100")
                        .setAccount(Account.newBuilder().setBalance("900").setReserved("100"))
                        .setReservation(Reservation.newBuilder().setOrderId("o-1"))
                        .setAt(Messages.timestamp(1_700_000_000_000L)))
                .setNextAfterVersion(2)
                .build());

    int exitCode = run("ledger", "42");

    assertEquals(
        """
        version  time                  type      order  symbol  cash  held cash  units  held units  balance  reserved  request id
              2  2023-11-14T22:13:20Z  RESERVED  o-1            -100       +100                         900       100  r-1

        There is more: --after 2
        """,
        out.toString());
    assertEquals(0, exitCode);
  }

  /** An account that is there has at least the entry of its opening. */
  @Test
  void shouldSayThatNothingIsFoundWhereALedgerIsEmptyFromItsBeginning() {
    assertEquals(1, run("ledger", "42"));
    assertTrue(out.toString().startsWith("NOT FOUND  No changes of account 42 "), out.toString());

    out.getBuffer().setLength(0);
    assertEquals(1, run("ledger", "42", "--json"));
    assertTrue(out.toString().contains("\"entries\":[]"), out.toString());

    out.getBuffer().setLength(0);
    assertEquals(0, run("ledger", "42", "--after", "3"));
    assertEquals("No changes of account 42 after version 3.\n", out.toString());
  }

  @Test
  void shouldNameTheOptionThatAsksForAPageThatCanNotBe() {
    for (String list : List.of("ledger", "positions", "reservations")) {
      for (String limit : List.of("0", "-1", "1001")) {
        assertEquals(2, run(list, "42", "--limit", limit));
        assertTrue(
            err.toString().contains("--limit must be 1 to 1000, not " + limit), err::toString);
        err.getBuffer().setLength(0);
      }
    }
    for (String list : List.of("ledger", "reservations")) {
      assertEquals(2, run(list, "42", "--after", "-1"));
      assertTrue(err.toString().contains("--after must not be negative"), err::toString);
      err.getBuffer().setLength(0);
    }
    assertEquals(0, server.ledger().reads());
  }

  @Test
  void shouldListPositions() {
    server
        .ledger()
        .holdPositions(
            holding()
                .addPositions(Messages.position("ACME", 20_000, 10_000, 1_000_000))
                .addPositions(Messages.position("GIFT", 10_000, 0, 0))
                .setNextAfterSymbol("GIFT")
                .build());

    int exitCode = run("positions", "42", "--after", "ABLE", "--limit", "2");

    assertEquals(
        """
        account  status  currency  balance  reserved  version
             42  ACTIVE  USD           900       100        3

        symbol  quantity  reserved  cost  average price
        ACME           2         1   100        33.3333
        GIFT           1         0     0              0

        There is more: --after GIFT
        """,
        out.toString());
    assertEquals("42 ABLE 2", server.ledger().lastRead());
    assertEquals(0, exitCode);
  }

  @Test
  void shouldSayThatAnAccountHoldsNothing() {
    server.ledger().holdPositions(holding().build());

    assertEquals(0, run("positions", "42"));
    assertTrue(out.toString().endsWith("\n\nNo positions.\n"), out.toString());

    out.getBuffer().setLength(0);
    server
        .ledger()
        .holdPositions(
            ListPositionsResponse.newBuilder()
                .setResult(
                    CommandResult.newBuilder()
                        .setOutcome(Outcome.OUTCOME_REJECTED)
                        .setReason(Messages.reason(Reason.ACCOUNT_NOT_FOUND)))
                .build());
    assertEquals(1, run("positions", "42"));
    assertTrue(out.toString().startsWith("REJECTED  ACCOUNT_NOT_FOUND  "), out.toString());
  }

  @Test
  void shouldListPositionsAsJson() {
    server
        .ledger()
        .holdPositions(
            holding().addPositions(Messages.position("ACME", 20_000, 10_000, 1_000_000)).build());

    assertEquals(0, run("positions", "42", "--json"));
    assertTrue(
        out.toString()
            .contains(
                "\"positions\":[{\"symbol\":\"ACME\",\"quantity\":\"2\",\"reservedQuantity\":\"1\""),
        out.toString());
    assertTrue(out.toString().contains("\"version\":\"3\""), out.toString());
    assertTrue(out.toString().contains("\"nextAfterSymbol\":\"\""), out.toString());
  }

  @Test
  void shouldListReservations() {
    server
        .ledger()
        .holdReservations(
            ListReservationsResponse.newBuilder()
                .setResult(accountAsItIs())
                .addReservations(
                    Messages.reservation(
                        "buy-1", "", 1_000_000, 250_000, ReservationState.OPEN, 1_000))
                .addReservations(
                    Messages.reservation(
                        "sell-1", "ACME", 10_000, 10_000, ReservationState.OPEN, 0))
                .setNextAfterSequence(17)
                .build());

    int exitCode = run("reservations", "42", "--after", "5", "--limit", "2");

    assertEquals(
        """
        account  status  currency  balance  reserved  version
             42  ACTIVE  USD           900       100        3

        order   of    amount  remaining  state  ends
        buy-1   cash     100         25  OPEN   1970-01-01T00:00:01Z
        sell-1  ACME       1          1  OPEN   never

        There is more: --after 17
        """,
        out.toString());
    assertEquals("42 5 2", server.ledger().lastRead());
    assertEquals(0, exitCode);

    assertEquals(0, run("reservations", "42", "--json"));
    assertTrue(out.toString().contains("\"orderId\":\"sell-1\""), out.toString());
    assertTrue(out.toString().contains("\"nextAfterSequence\":\"17\""), out.toString());
  }

  @Test
  void shouldSayThatNothingIsHeld() {
    ListReservationsResponse none =
        ListReservationsResponse.newBuilder().setResult(accountAsItIs()).build();
    server.ledger().holdReservations(none);

    assertEquals(0, run("reservations", "42"));
    assertTrue(out.toString().endsWith("\n\nNo open reservations.\n"), out.toString());

    assertEquals(0, run("reservations", "42", "--after", "7"));
    assertTrue(out.toString().endsWith("\n\nNo open reservations after 7.\n"), out.toString());
  }

  private static ListPositionsResponse.Builder holding() {
    return ListPositionsResponse.newBuilder().setResult(accountAsItIs());
  }

  private static CommandResult accountAsItIs() {
    return CommandResult.newBuilder()
        .setOutcome(Outcome.OUTCOME_ACCEPTED)
        .setAccount(Messages.account(42, "USD", AccountStatus.ACTIVE, 9_000_000, 1_000_000, 3))
        .build();
  }

  @Test
  void shouldShowWhatBecameOfARequest() {
    server.shard().answerWith(command -> TestServer.fillAccount(command.answer()));

    assertEquals(1, run("outcome", "42", "r-1"));
    assertTrue(out.toString().startsWith("NOT FOUND  Account 42 has no effect on record"));

    server
        .ledger()
        .holdOutcome(
            CommandResult.newBuilder()
                .setOutcome(Outcome.OUTCOME_ACCEPTED)
                .setReplayed(true)
                .build());
    out.getBuffer().setLength(0);
    assertEquals(0, run("outcome", "42", "r-1"));
    assertEquals(
        "ACCEPTED  request r-1 (the answer to an earlier command with this id)\n", out.toString());
  }

  @Test
  void shouldSayHowToRetryWhenTheOutcomeIsUnknown() {
    server.shard().failWith(Failure.UNKNOWN);

    int exitCode = run("reserve", "42", "o-1", "100", "--request-id", "r-1");

    assertEquals(3, exitCode);
    assertTrue(err.toString().contains("Repeat it with --request-id r-1"), err.toString());
  }

  @Test
  void shouldNotDoubtThatNothingWasDoneWhenTheShardIsBusy() {
    server.shard().admit(Admission.FULL);

    int exitCode = run("reserve", "42", "o-1", "100", "--request-id", "r-1");

    assertEquals(3, exitCode);
    assertEquals("Too busy: nothing was done, try again a little later.\n", err.toString());
  }

  @Test
  void shouldSayHowToRetryWhenNoAnswerComesInTime() {
    server.shard().behave(command -> {});

    int exitCode = run("deposit", "42", "1", "--request-id", "r-1", "--deadline", "300ms");

    assertEquals(3, exitCode);
    assertTrue(err.toString().contains("within 300 ms"), err.toString());
    assertTrue(err.toString().contains("--request-id r-1"), err.toString());
  }

  @Test
  void shouldSayHowToStartAServerWhenThereIsNone() {
    String address = server.address();
    server.close();

    int exitCode = execute("deposit", "42", "1", "--server", address);

    assertEquals(3, exitCode);
    assertEquals(
        "Can't reach a Ringfence server at "
            + address
            + ". Is it running? Start one with ./ringfence dev, or name another with --server"
            + " HOST:PORT or RINGFENCE_SERVER.\n",
        err.toString());
  }

  @Test
  void shouldTellTheHttpPortFromAServerThatFails() throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.start();
    try {
      int exitCode =
          execute("deposit", "42", "1", "--server", "127.0.0.1:" + http.getAddress().getPort());

      assertEquals(3, exitCode);
      assertTrue(err.toString().contains("does not speak gRPC"), err.toString());
      assertFalse(err.toString().contains("not known"), err.toString());
    } finally {
      http.stop(0);
    }
  }

  @Test
  void shouldSayOfNumbersWhatIsWrongInPlainWords() {
    assertEquals(2, execute("deposit", "fourty-two", "1"));
    assertTrue(err.toString().contains("'fourty-two' is not a whole number"), err.toString());

    assertEquals(2, execute("ledger", "42", "--limit", "4294967296"));
    assertTrue(err.toString().contains("'4294967296' is too large"), err.toString());
  }

  @Test
  void shouldNameTheFieldsWhenTheServerFindsThemWrong() {
    int exitCode = run("reserve", "42", "o-1", "1e9", "--request-id", "a b");

    assertEquals(2, exitCode);
    assertEquals(
        """
        Not valid:
          request_id must have 1 to 64 visible ASCII characters, without spaces
          amount must be a plain decimal such as 150.25, with at most 18 digits, 4 of them after the point
        """,
        err.toString());
  }

  @Test
  void shouldSpeakOfOptionsWhereTheServerSpeaksOfFields() {
    assertEquals(2, execute("amend", "42", "o-1"));
    assertEquals(2, execute("fill", "42", "o-1", "--buy", "--symbol", "A", "--quantity", "1"));
    int exitCode =
        run("fill", "42", "o-1", "--buy", "--symbol=A", "--quantity=0.0003", "--price=0.33");

    assertEquals(2, exitCode);
    assertEquals(
        """
        Say what shall change: --amount, --ttl or --never-expires
        See: ringfence amend --help
        Say what it cost or brought: --price of a unit, or --cash in all
        See: ringfence fill --help
        Not valid:
          --cash must be set: --price times quantity needs more than 4 decimals, and nothing is rounded in silence
        """,
        err.toString());
    assertEquals(0, server.shard().published());
  }

  @Test
  void shouldExitWithTwoWhenTheUsageIsWrong() {
    assertEquals(2, execute());
    assertEquals(2, execute("account"));
    assertEquals(2, execute("reserve", "42"));
    assertEquals(2, execute("reserve", "abc", "o-1", "1"));
    assertEquals(2, execute("fill", "42", "o-1", "--symbol", "ACME", "--quantity", "1"));
    assertEquals(2, execute("account", "get", "42", "--server", "nowhere"));
    assertEquals(2, execute("account", "get", "42", "--server", "127.0.0.1:65536"));
    err.getBuffer().setLength(0);
    assertEquals(2, execute("account", "get", "42", "--server", "::1:7400"));
    assertTrue(err.toString().startsWith("--server must be HOST:PORT"), err.toString());
    assertEquals(2, execute("reserve", "42", "o-1", "1", "--ttl", "soon"));
    assertEquals(2, execute("account", "get", "42", "--deadline", "PT99999999999999H"));
    assertEquals(2, execute("apikey", "create", "o", "--clients", "/none", "--expires-in", "0s"));
    assertEquals(0, server.shard().published());
  }

  @Test
  void shouldSayInASentenceWhatIsWrongAndWhereToLook() {
    assertEquals(
        List.of("Missing required parameters: 'ORDER', 'AMOUNT'", "See: ringfence reserve --help"),
        complaint("reserve", "42"));

    List<String> option = complaint("reserve", "42", "o-1", "1", "--jsn");
    assertEquals("Unknown option: '--jsn'", option.getFirst());
    assertTrue(option.get(1).contains("--json"), option::toString);
    assertEquals("See: ringfence reserve --help", option.get(2));

    List<String> command = complaint("reserv");
    assertEquals("Unmatched argument at index 0: 'reserv'", command.getFirst());
    assertTrue(command.get(1).startsWith("Did you mean: ringfence reserv"), command::toString);
    assertEquals("See: ringfence --help", command.get(2));
  }

  @Test
  void shouldListWhatThereIsWhereACommandIsOnlyBegun() {
    assertEquals(2, execute("account"));

    assertTrue(err.toString().contains("  status  "), err.toString());
    assertTrue(
        err.toString().endsWith("\nMissing required subcommand\nSee: ringfence account --help\n"),
        err.toString());
  }

  private List<String> complaint(String... arguments) {
    err.getBuffer().setLength(0);
    assertEquals(2, execute(arguments));
    return err.toString().lines().toList();
  }

  /** Over the wire zero means never. */
  @Test
  void shouldHoldNothingForEverBecauseOfATimeToLiveOfZero() {
    assertEquals(2, run("reserve", "42", "o-1", "1", "--ttl", "0s"));
    assertTrue(err.toString().contains("--ttl must be greater than zero"), err.toString());
    assertEquals(0, server.shard().published());
  }

  @Test
  void shouldExplainItself() {
    assertEquals(0, execute("--help"));
    assertEquals(0, execute("reserve", "--help"));
    assertTrue(out.toString().contains("--ttl"));
  }

  @Test
  void shouldSayWhichVersionItIs() {
    assertEquals(0, execute("--version"));
    assertTrue(out.toString().startsWith("ringfence "), out.toString());
    assertEquals(0, execute("-V"));
  }

  private void assertSent(Consumer<Command> check, String... arguments) {
    BlockingQueue<AssertionError> failures = new LinkedBlockingQueue<>();
    int before = server.shard().published();
    server
        .shard()
        .answerWith(
            command -> {
              try {
                check.accept(command);
              } catch (AssertionError failure) {
                failures.add(failure);
              }
              TestServer.fillAccount(command.answer().accepted(true));
            });

    assertEquals(0, run(arguments), err::toString);

    assertEquals(before + 1, server.shard().published());
    assertEquals(List.of(), List.copyOf(failures));
  }

  @Test
  void shouldTakeAnIdThatBeginsWithAnAtForAnId(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("es"), "other-order");
    BlockingQueue<String> orders = new LinkedBlockingQueue<>();
    server
        .shard()
        .answerWith(
            command -> {
              orders.add(command.orderId().toString());
              TestServer.fillAccount(command.answer().accepted(true));
            });
    String order = "@" + Path.of("").toAbsolutePath().relativize(file);

    assertEquals(0, run("release", "42", order), err::toString);

    assertEquals(List.of(order), List.copyOf(orders));
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
