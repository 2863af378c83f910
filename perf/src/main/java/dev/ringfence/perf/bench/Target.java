package dev.ringfence.perf.bench;

/**
 * A server to load.
 *
 * @param label what reports call it
 * @param address host:port of its gRPC
 * @param sessions whether it serves streaming sessions; else it is asked call by call
 * @param metricsUrl where it tells what it measures; null for nowhere
 * @param database where PostgreSQL holds its accounts; null where only the server is asked
 * @param kafka where it reads payments and sends events; null where it does not, or nobody said
 */
record Target(
    String label,
    String address,
    boolean sessions,
    String metricsUrl,
    Database database,
    String kafka) {

  /** Without Kafka. */
  Target(String label, String address, boolean sessions, String metricsUrl, Database database) {
    this(label, address, sessions, metricsUrl, database, null);
  }

  /** PostgreSQL's address and the schema with the tables accounts and ledger. */
  record Database(String jdbcUrl, String schema) {
    /** Hides the URL, which holds a password. */
    @Override
    public String toString() {
      return "Database[" + schema + "]";
    }
  }
}
