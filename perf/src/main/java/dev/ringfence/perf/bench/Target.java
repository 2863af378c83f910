package dev.ringfence.perf.bench;

/**
 * A server to load.
 *
 * @param label what reports call it
 * @param address host:port of its gRPC
 * @param sessions whether it serves streaming sessions; else it is asked call by call
 * @param metricsUrl where it tells what it measures; null for nowhere
 * @param database where PostgreSQL holds its accounts; null where only the server is asked
 */
record Target(
    String label, String address, boolean sessions, String metricsUrl, Database database) {

  /** PostgreSQL's address and the schema with the tables accounts and ledger. */
  record Database(String jdbcUrl, String schema) {
    /** Hides the URL, which holds a password. */
    @Override
    public String toString() {
      return "Database[" + schema + "]";
    }
  }
}
