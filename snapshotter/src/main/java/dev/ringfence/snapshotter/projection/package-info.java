/**
 * The projection: what is in Kafka is shown in Redis, for screens and services that must not ask
 * PostgreSQL.
 *
 * <table>
 *   <caption>What is in Redis</caption>
 *   <tr><td>{@code account:42}</td><td>hash: balance, reserved, currency, status, version</td></tr>
 *   <tr><td>{@code pos:42}</td><td>hash: symbol to {@code quantity|reserved|avgPrice}</td></tr>
 *   <tr><td>{@code pos:42:versions}</td><td>hash: symbol to the version that wrote it; kept beside
 *       {@code pos:42}, so that readers of that see symbols only</td></tr>
 *   <tr><td>{@code ringfence:projection}</td><td>hash: whether all of the above is complete (state,
 *       generation), and on which run of the server (server)</td></tr>
 * </table>
 *
 * <p>Threads: {@code projector} (poll, write, commit offsets), and while it lasts {@code
 * projector-rebuild}; beside them those of the Kafka and Redis clients. Tables: reads {@code
 * accounts} and {@code positions} for a rebuild; writes none.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>One script, for some accounts at a time, compares versions in Redis itself, for each
 *       account and each position: repeated, late and reordered events change nothing, and neither
 *       does a rebuild that runs beside them. Each position has its own version, because after a
 *       flush an account may be newer than some of its positions are present.
 *   <li>Offsets are committed only behind what Redis acknowledged, and behind dead letters that
 *       arrived.
 *   <li>A key that holds something else than a hash, or a version that is no number, is replaced,
 *       as is all that went with it: nobody else writes there.
 *   <li>A record that can't be read goes to the dead letters; only where very many wait for a topic
 *       that takes none does their partition wait with them (docs/adr/0050).
 *   <li>When the marker is missing, says that a rebuild has not ended, or names another run of the
 *       server (which may have come back with older data), everything is rebuilt from PostgreSQL.
 *       So it is when the group's offset is gone, or is of a topic that was made anew since.
 *   <li>While Redis is away the partitions are paused and polled, so that the group stays as it is.
 * </ul>
 */
package dev.ringfence.snapshotter.projection;
