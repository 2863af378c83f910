package dev.ringfence.gateway.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Duration;
import dev.ringfence.api.v1.AccountStatus;
import dev.ringfence.api.v1.AmendRequest;
import dev.ringfence.api.v1.ApplyFillRequest;
import dev.ringfence.api.v1.DepositRequest;
import dev.ringfence.api.v1.OpenAccountRequest;
import dev.ringfence.api.v1.ReleaseRequest;
import dev.ringfence.api.v1.ReserveRequest;
import dev.ringfence.api.v1.SetAccountStatusRequest;
import dev.ringfence.api.v1.SettleRequest;
import dev.ringfence.api.v1.Side;
import dev.ringfence.api.v1.WithdrawRequest;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandType;
import dev.ringfence.engine.domain.CurrencyCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandValidationTest {
  private static final String LONGEST_ID = "x".repeat(64);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "0",
        "0.0000",
        "NaN",
        "Infinity",
        "1e-100000000",
        "1E5",
        "+1",
        " 1",
        "1 ",
        "1,000",
        ".5",
        "5.",
        "1.2.3",
        "",
        "1234567890123456789",
        "9223372036854775.81",
        "922337203685478",
        "99999999999999999999999999999999999",
        "100000000000000.0000",
        "0.00001",
        "0x10",
        "١",
        "1\u0000",
        "'; DROP TABLE accounts; --"
      })
  void shouldNameTheFieldWhenAnAmountIsHostile(String amount) {
    Validated validated = CommandValidation.deposit(deposit().setAmount(amount).build());

    assertEquals(List.of("amount"), fields(validated));
  }

  @ParameterizedTest
  @CsvSource({"150.25,1502500", "0.0001,1", "99999999999999.9999,999999999999999999", "007,70000"})
  void shouldReadExactUnitsWhenAnAmountIsGood(String amount, long units) {
    Command command = written(CommandValidation.deposit(deposit().setAmount(amount).build()));

    assertEquals(units, command.amount());
  }

  @Test
  void shouldRefuseAMillionDigitsByTheirLength() {
    String digits = "9".repeat(1_000_000);

    assertEquals(
        List.of("amount"), fields(CommandValidation.deposit(deposit().setAmount(digits).build())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "tab\t", "nul\u0000", "line\n", "emoji🙂", "ümlaut", "\u007f"})
  void shouldNameTheFieldWhenAnIdIsHostile(String id) {
    assertEquals(
        List.of("request_id", "order_id"),
        fields(CommandValidation.reserve(reserve().setRequestId(id).setOrderId(id).build())));
  }

  @Test
  void shouldTake64CharactersAndRefuse65() {
    Command command =
        written(CommandValidation.reserve(reserve().setRequestId(LONGEST_ID).build()));

    assertEquals(LONGEST_ID, command.requestId().toString());
    assertEquals(
        List.of("request_id"),
        fields(CommandValidation.reserve(reserve().setRequestId(LONGEST_ID + "x").build())));
  }

  @Test
  void shouldPassSqlThroughAsAnIdWhenItHasNoSpaces() {
    Command command =
        written(CommandValidation.reserve(reserve().setRequestId("';DROP/**/TABLE--").build()));

    assertEquals("';DROP/**/TABLE--", command.requestId().toString());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void shouldRefuseAnAccountIdThatIsNotPositive(long accountId) {
    assertEquals(
        List.of("account_id"),
        fields(CommandValidation.reserve(reserve().setAccountId(accountId).build())));
  }

  @Test
  void shouldNameEveryFieldThatIsWrong() {
    Validated validated = CommandValidation.applyFill(ApplyFillRequest.getDefaultInstance());

    assertEquals(
        List.of("account_id", "request_id", "order_id", "symbol", "side", "quantity", "fill_price"),
        fields(validated));
  }

  @Test
  void shouldNameWhatEachCommandLacksWhenItIsEmpty() {
    assertEquals(
        List.of("account_id", "request_id", "currency"),
        fields(CommandValidation.openAccount(OpenAccountRequest.getDefaultInstance())));
    assertEquals(
        List.of("account_id", "request_id", "status"),
        fields(CommandValidation.setAccountStatus(SetAccountStatusRequest.getDefaultInstance())));
    assertEquals(
        List.of("account_id", "request_id", "amount"),
        fields(CommandValidation.deposit(DepositRequest.getDefaultInstance())));
    assertEquals(
        List.of("account_id", "request_id", "amount"),
        fields(CommandValidation.withdraw(WithdrawRequest.getDefaultInstance())));
    assertEquals(
        List.of("account_id", "request_id", "order_id", "amount"),
        fields(CommandValidation.reserve(ReserveRequest.getDefaultInstance())));
    assertEquals(
        List.of("account_id", "request_id", "order_id", "amount"),
        fields(CommandValidation.amend(AmendRequest.getDefaultInstance())));
    assertEquals(
        List.of("account_id", "request_id", "order_id"),
        fields(CommandValidation.release(ReleaseRequest.getDefaultInstance())));
    assertEquals(
        List.of("account_id", "request_id", "order_id"),
        fields(CommandValidation.settle(SettleRequest.getDefaultInstance())));
  }

  @Test
  void shouldNameTheSymbolWhenItIsHostile() {
    assertEquals(
        List.of("symbol"), fields(CommandValidation.deposit(deposit().setSymbol("A B").build())));
    assertEquals(
        List.of("symbol"),
        fields(
            CommandValidation.withdraw(
                WithdrawRequest.newBuilder()
                    .setAccountId(42)
                    .setRequestId("r-1")
                    .setAmount("1")
                    .setSymbol("A B")
                    .build())));
    assertEquals(
        List.of("symbol"), fields(CommandValidation.reserve(reserve().setSymbol("A B").build())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "usd", "US D", "TOOLONGXX", "US$", "ÜSD"})
  void shouldRefuseACurrencyThatIsNone(String currency) {
    OpenAccountRequest request =
        OpenAccountRequest.newBuilder()
            .setAccountId(42)
            .setRequestId("r-1")
            .setCurrency(currency)
            .build();

    assertEquals(List.of("currency"), fields(CommandValidation.openAccount(request)));
  }

  @Test
  void shouldWriteAnOpening() {
    Command command =
        written(
            CommandValidation.openAccount(
                OpenAccountRequest.newBuilder()
                    .setAccountId(42)
                    .setRequestId("r-1")
                    .setCurrency("USD")
                    .build()));

    assertEquals(CommandType.OPEN_ACCOUNT, command.type());
    assertEquals(42, command.accountId());
    assertEquals("USD", CurrencyCode.format(command.currency()));
  }

  @Test
  void shouldWriteWhatAnAmountIsOfWhenItIsPaidInOrOut() {
    Command cash = written(CommandValidation.deposit(deposit().setCurrency("EUR").build()));
    Command units =
        written(CommandValidation.deposit(deposit().setSymbol("ACME").setCost("10.5").build()));
    Command withdrawn =
        written(
            CommandValidation.withdraw(
                WithdrawRequest.newBuilder()
                    .setAccountId(42)
                    .setRequestId("r-1")
                    .setAmount("3")
                    .setSymbol("ACME")
                    .build()));

    assertEquals("EUR", CurrencyCode.format(cash.currency()));
    assertEquals("", cash.symbol().toString());
    assertEquals("ACME", units.symbol().toString());
    assertEquals(105_000, units.cash());
    assertEquals(CommandType.WITHDRAW, withdrawn.type());
    assertEquals("ACME", withdrawn.symbol().toString());
    assertEquals(30_000, withdrawn.amount());
  }

  @Test
  void shouldWriteTheOrderAndItsAmountWhenACommandIsOfOne() {
    assertOrder(
        CommandType.RESERVE,
        1_000_000,
        written(CommandValidation.reserve(reserve().setSymbol("ACME").build())));
    assertOrder(
        CommandType.AMEND,
        25_000,
        written(
            CommandValidation.amend(
                AmendRequest.newBuilder()
                    .setAccountId(42)
                    .setRequestId("r-1")
                    .setOrderId("o-1")
                    .setAmount("2.5")
                    .build())));
    assertOrder(
        CommandType.RELEASE,
        25_000,
        written(
            CommandValidation.release(
                ReleaseRequest.newBuilder()
                    .setAccountId(42)
                    .setRequestId("r-1")
                    .setOrderId("o-1")
                    .setAmount("2.5")
                    .build())));
    assertOrder(
        CommandType.SETTLE,
        25_000,
        written(
            CommandValidation.settle(
                SettleRequest.newBuilder()
                    .setAccountId(42)
                    .setRequestId("r-1")
                    .setOrderId("o-1")
                    .setAmount("2.5")
                    .build())));
    assertOrder(
        CommandType.APPLY_FILL, 20_000, written(CommandValidation.applyFill(fill().build())));
  }

  @Test
  void shouldWriteTheSymbolWhenUnitsAreReservedOrFilled() {
    assertEquals(
        "ACME",
        written(CommandValidation.reserve(reserve().setSymbol("ACME").build()))
            .symbol()
            .toString());
    assertEquals("ACME", written(CommandValidation.applyFill(fill().build())).symbol().toString());
  }

  @Test
  void shouldAskForTheRestOnlyWhenTheFillSaysThatItIsTheLast() {
    assertFalse(written(CommandValidation.applyFill(fill().build())).lastFill());
    assertTrue(written(CommandValidation.applyFill(fill().setLastFill(true).build())).lastFill());
  }

  @Test
  void shouldWriteTheNewTimeToLiveWhenAnOrderIsAmended() {
    Command command =
        written(
            CommandValidation.amend(
                AmendRequest.newBuilder()
                    .setAccountId(42)
                    .setRequestId("r-1")
                    .setOrderId("o-1")
                    .setTimeToLive(duration(30, 0))
                    .build()));

    assertEquals(30_000, command.timeToLiveMillis());
    assertFalse(command.neverExpires());
  }

  @Test
  void shouldRefuseStatusesAndSidesThatItDoesNotKnow() {
    SetAccountStatusRequest.Builder status =
        SetAccountStatusRequest.newBuilder().setAccountId(42).setRequestId("r-1");

    assertEquals(List.of("status"), fields(CommandValidation.setAccountStatus(status.build())));
    assertEquals(
        List.of("status"),
        fields(CommandValidation.setAccountStatus(status.setStatusValue(99).build())));
    assertEquals(
        List.of("side"), fields(CommandValidation.applyFill(fill().setSideValue(99).build())));
    assertEquals(
        dev.ringfence.engine.domain.AccountStatus.FROZEN,
        written(
                CommandValidation.setAccountStatus(
                    status.setStatus(AccountStatus.ACCOUNT_STATUS_FROZEN).build()))
            .status());
  }

  @Test
  void shouldAllowCostOnlyBesideASymbol() {
    assertEquals(
        List.of("cost"), fields(CommandValidation.deposit(deposit().setCost("5").build())));
    Command command =
        written(CommandValidation.deposit(deposit().setSymbol("ACME").setCost("0").build()));
    assertEquals("ACME", command.symbol().toString());
    assertEquals(0, command.cash());
  }

  @Test
  void shouldRefuseACurrencyBesideASymbol() {
    assertEquals(
        List.of("currency"),
        fields(CommandValidation.deposit(deposit().setSymbol("ACME").setCurrency("USD").build())));
    WithdrawRequest withdraw =
        WithdrawRequest.newBuilder()
            .setAccountId(42)
            .setRequestId("r-1")
            .setAmount("1")
            .setSymbol("ACME")
            .setCurrency("USD")
            .build();
    assertEquals(List.of("currency"), fields(CommandValidation.withdraw(withdraw)));
  }

  @Test
  void shouldTreatAbsentAndZeroTimeToLiveAsNever() {
    assertEquals(0, written(CommandValidation.reserve(reserve().build())).timeToLiveMillis());
    assertEquals(
        0,
        written(
                CommandValidation.reserve(
                    reserve().setTimeToLive(Duration.getDefaultInstance()).build()))
            .timeToLiveMillis());
  }

  @ParameterizedTest
  @CsvSource({"30,0,30000", "0,1000000,1", "1,500000000,1500", "315619200,0,315619200000"})
  void shouldCountTimeToLiveInMilliseconds(long seconds, int nanos, long millis) {
    Command command =
        written(
            CommandValidation.reserve(reserve().setTimeToLive(duration(seconds, nanos)).build()));

    assertEquals(millis, command.timeToLiveMillis());
  }

  @ParameterizedTest
  @CsvSource({
    "0,1",
    "0,999999",
    "-1,0",
    "0,-1000000",
    "1,-1000000",
    "315619200,1000000",
    "9223372036854775807,0",
    "-9223372036854775808,0",
    "0,1000000000",
    "0,2147483647",
    "0,-2147483648"
  })
  void shouldRefuseATimeToLiveThatIsNotExactOrOutOfRange(long seconds, int nanos) {
    assertEquals(
        List.of("time_to_live"),
        fields(
            CommandValidation.reserve(reserve().setTimeToLive(duration(seconds, nanos)).build())));
  }

  @Test
  void shouldRefuseAnAmendmentOfNothing() {
    AmendRequest.Builder amend =
        AmendRequest.newBuilder().setAccountId(42).setRequestId("r-1").setOrderId("o-1");

    assertEquals(List.of("amount"), fields(CommandValidation.amend(amend.build())));
    assertEquals(
        List.of("never_expires"),
        fields(CommandValidation.amend(amend.setNeverExpires(false).build())));
    assertEquals(
        List.of("time_to_live"),
        fields(
            CommandValidation.amend(amend.setTimeToLive(Duration.getDefaultInstance()).build())));
    assertTrue(
        written(CommandValidation.amend(amend.setNeverExpires(true).build())).neverExpires());
  }

  @Test
  void shouldTakeAllThatRemainsWhenNoAmountIsGivenButRefuseZero() {
    ReleaseRequest.Builder release =
        ReleaseRequest.newBuilder().setAccountId(42).setRequestId("r-1").setOrderId("o-1");
    SettleRequest.Builder settle =
        SettleRequest.newBuilder().setAccountId(42).setRequestId("r-1").setOrderId("o-1");

    assertEquals(0, written(CommandValidation.release(release.build())).amount());
    assertEquals(0, written(CommandValidation.settle(settle.build())).amount());
    assertEquals(
        List.of("amount"), fields(CommandValidation.release(release.setAmount("0").build())));
    assertEquals(
        List.of("amount"), fields(CommandValidation.settle(settle.setAmount("0").build())));
  }

  @Test
  void shouldMultiplyPriceAndQuantityWhenNoFilledAmountIsGiven() {
    Command command = written(CommandValidation.applyFill(fill().build()));

    assertEquals(CommandType.APPLY_FILL, command.type());
    assertEquals(dev.ringfence.engine.domain.Side.BUY, command.side());
    assertEquals(20_000, command.amount());
    assertEquals(210_000, command.cash());
  }

  @Test
  void shouldPreferTheFilledAmountOverThePrice() {
    Command command = written(CommandValidation.applyFill(fill().setFilledAmount("21.07").build()));

    assertEquals(210_700, command.cash());
  }

  @Test
  void shouldAskForTheFilledAmountWhenTheProductIsNotExactOrTooLarge() {
    assertEquals(
        List.of("filled_amount"),
        fields(
            CommandValidation.applyFill(fill().setFillPrice("0.0001").setQuantity("0.5").build())));
    assertEquals(
        List.of("filled_amount"),
        fields(
            CommandValidation.applyFill(
                fill().setFillPrice("99999999999999").setQuantity("2").build())));
  }

  @Test
  void shouldRefuseABrokenPriceEvenBesideAFilledAmount() {
    assertEquals(
        List.of("fill_price"),
        fields(
            CommandValidation.applyFill(fill().setFillPrice("-1").setFilledAmount("21").build())));
  }

  private static void assertOrder(CommandType type, long amount, Command command) {
    assertEquals(type, command.type());
    assertEquals(42, command.accountId());
    assertEquals("r-1", command.requestId().toString());
    assertEquals("o-1", command.orderId().toString());
    assertEquals(amount, command.amount());
  }

  private static DepositRequest.Builder deposit() {
    return DepositRequest.newBuilder().setAccountId(42).setRequestId("r-1").setAmount("1");
  }

  private static ReserveRequest.Builder reserve() {
    return ReserveRequest.newBuilder()
        .setAccountId(42)
        .setRequestId("r-1")
        .setOrderId("o-1")
        .setAmount("100");
  }

  private static ApplyFillRequest.Builder fill() {
    return ApplyFillRequest.newBuilder()
        .setAccountId(42)
        .setRequestId("r-1")
        .setOrderId("o-1")
        .setSymbol("ACME")
        .setSide(Side.SIDE_BUY)
        .setQuantity("2")
        .setFillPrice("10.5");
  }

  private static Duration duration(long seconds, int nanos) {
    return Duration.newBuilder().setSeconds(seconds).setNanos(nanos).build();
  }

  private static List<String> fields(Validated validated) {
    return assertInstanceOf(Validated.Invalid.class, validated).violations().stream()
        .map(Violation::field)
        .toList();
  }

  private static Command written(Validated validated) {
    Command command = new Command();
    assertInstanceOf(Validated.Valid.class, validated).writer().write(command);
    return command;
  }
}
