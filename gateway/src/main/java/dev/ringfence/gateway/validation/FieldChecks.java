package dev.ringfence.gateway.validation;

import com.google.protobuf.Duration;
import dev.ringfence.engine.command.CommandWriter;
import dev.ringfence.engine.domain.Amount;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.domain.Text;
import dev.ringfence.gateway.identity.Operation;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks the fields of one request, and remembers what was wrong. A check that fails returns an
 * unusable value, which nobody sees: {@link #valid} drops it together with the request.
 */
final class FieldChecks {
  /** Ten years of 365 days and the up to three leap days in them. */
  static final long MAX_TIME_TO_LIVE_MILLIS = 3_653L * 24 * 60 * 60 * 1_000;

  private static final int NANOS_PER_MILLI = 1_000_000;
  private static final int NANOS_PER_SECOND = 1_000_000_000;
  private static final String AMOUNT_RULE =
      "must be a plain decimal such as 150.25, with at most 18 digits, 4 of them after the point";

  private List<Violation> violations;

  void reject(String field, String description) {
    if (violations == null) {
      violations = new ArrayList<>();
    }
    violations.add(new Violation(field, description));
  }

  boolean foundNothing() {
    return violations == null;
  }

  List<Violation> violations() {
    return violations == null ? List.of() : violations;
  }

  /** The command if every check passed, else what was wrong. */
  Validated valid(Operation operation, long accountId, CommandWriter writer) {
    return foundNothing()
        ? new Validated.Valid(operation, accountId, writer)
        : new Validated.Invalid(violations);
  }

  void accountId(long accountId) {
    if (accountId <= 0) {
      reject("account_id", "must be greater than zero");
    }
  }

  void id(String field, String characters) {
    if (!Text.isValid(characters)) {
      reject(field, "must have 1 to 64 visible ASCII characters, without spaces");
    }
  }

  void optionalSymbol(String characters) {
    optionalId("symbol", characters);
  }

  void optionalId(String field, String characters) {
    if (!characters.isEmpty() && !Text.isValid(characters)) {
      reject(field, "must be empty or have 1 to 64 visible ASCII characters, without spaces");
    }
  }

  /** How much of a list is wanted; 0 where the caller leaves it to us. */
  void pageSize(int asked, int most) {
    if (asked < 0 || asked > most) {
      reject("page_size", "must be between 0 and " + most);
    }
  }

  /** Units greater than zero. */
  long amount(String field, String decimal) {
    long units = Amount.parse(decimal);
    if (units == Amount.INVALID) {
      reject(field, AMOUNT_RULE);
    } else if (units == 0) {
      reject(field, "must be greater than zero");
    }
    return units;
  }

  /** Units greater than zero, or 0 where the field was left empty. */
  long optionalAmount(String field, String decimal) {
    return decimal.isEmpty() ? 0 : amount(field, decimal);
  }

  /** Units, which may be zero; 0 where the field was left empty. */
  long optionalCost(String field, String decimal) {
    if (decimal.isEmpty()) {
      return 0;
    }
    long units = Amount.parse(decimal);
    if (units == Amount.INVALID) {
      reject(field, AMOUNT_RULE);
    }
    return units;
  }

  long currency(String characters) {
    long packed = CurrencyCode.parse(characters);
    if (packed == CurrencyCode.NONE) {
      reject("currency", "must have 1 to 8 upper-case letters or digits");
    }
    return packed;
  }

  /** Cash may name its currency; units have none. */
  long currencyBeside(String symbol, String characters) {
    if (characters.isEmpty()) {
      return CurrencyCode.NONE;
    }
    if (!symbol.isEmpty()) {
      reject("currency", "must be empty where symbol is set");
      return CurrencyCode.NONE;
    }
    return currency(characters);
  }

  /** Whole milliseconds, greater than zero and at most ten years. */
  long timeToLiveMillis(Duration duration) {
    long seconds = duration.getSeconds();
    int nanos = duration.getNanos();
    boolean signsDiffer = (seconds > 0 && nanos < 0) || (seconds < 0 && nanos > 0);
    if (signsDiffer || nanos <= -NANOS_PER_SECOND || nanos >= NANOS_PER_SECOND) {
      reject("time_to_live", "must be a valid google.protobuf.Duration");
      return 0;
    }
    if (nanos % NANOS_PER_MILLI != 0) {
      reject("time_to_live", "must be a whole number of milliseconds");
      return 0;
    }
    if (seconds < 0 || nanos < 0 || (seconds == 0 && nanos == 0)) {
      reject("time_to_live", "must be greater than zero");
      return 0;
    }
    if (seconds > MAX_TIME_TO_LIVE_MILLIS / 1_000) {
      reject("time_to_live", "must be at most ten years");
      return 0;
    }
    long millis = seconds * 1_000 + nanos / NANOS_PER_MILLI;
    if (millis > MAX_TIME_TO_LIVE_MILLIS) {
      reject("time_to_live", "must be at most ten years");
    }
    return millis;
  }
}
