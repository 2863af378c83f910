package dev.ringfence.perf.baseline;

import java.math.BigDecimal;

/**
 * Takes from a reservation: what is consumed buys units of a symbol, what is released goes back to
 * the free balance.
 *
 * @param consumed cash spent for units; zero for a release
 * @param released how much to give back; null for all that remains after {@code consumed}
 * @param symbol the units bought; null for a release
 * @param quantity how many units; zero for a release
 */
record Consumption(
    EntryType type,
    String orderId,
    BigDecimal consumed,
    BigDecimal released,
    String symbol,
    BigDecimal quantity) {}
