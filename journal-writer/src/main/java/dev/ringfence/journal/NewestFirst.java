package dev.ringfence.journal;

/**
 * How to find a row that changes with every batch. While a transaction stays open anywhere on the
 * server, a dump or a report, PostgreSQL keeps every version that the row has had since, all under
 * one key; and an index is read from its front, where the oldest are. Read from its end, the first
 * version that can be seen is the newest (docs/adr/0084).
 */
public final class NewestFirst {
  private NewestFirst() {}

  /**
   * What follows {@code WHERE}, or {@code AND}, where an index begins with the column, or goes on
   * with it. A range, as PostgreSQL takes no order of what is equal for one; so a {@code ?} is
   * there twice.
   */
  public static String by(String column, String value) {
    return "%1$s BETWEEN %2$s AND %2$s ORDER BY %1$s DESC LIMIT 1".formatted(column, value);
  }
}
