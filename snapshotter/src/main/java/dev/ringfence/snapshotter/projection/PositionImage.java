package dev.ringfence.snapshotter.projection;

/**
 * What an account holds of a symbol.
 *
 * @param version the account's version at the last change of this position
 * @param averagePrice empty where there is nothing to have a price
 */
public record PositionImage(
    long accountId,
    String symbol,
    long version,
    String quantity,
    String reservedQuantity,
    String averagePrice) {

  /** The value in Redis. */
  String value() {
    return quantity + '|' + reservedQuantity + '|' + averagePrice;
  }
}
