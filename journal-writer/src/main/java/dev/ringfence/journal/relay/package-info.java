/**
 * The outbox relay: what was committed goes to Kafka, at least once and in order per account.
 *
 * <p>Threads: one {@code relay-<shard>} per shard, which does everything; beside it the I/O thread
 * of the shard's own Kafka producer. The shard's thread only hands over what it has committed, to
 * {@link dev.ringfence.journal.relay.HandedEvents}, and calls {@link
 * dev.ringfence.journal.relay.OutboxRelay#wake}.
 *
 * <p>Tables: reads {@code outbox} and {@code shards}, owns {@code relay_cursors}, and empties
 * published partitions of {@code outbox}.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>The cursor is never beyond an event that Kafka (or, for what Kafka refuses for good, the
 *       dead-letter topic) has not acknowledged, and never moves over a gap.
 *   <li>Of several relays of a shard one works at a time, by an advisory lock of PostgreSQL that
 *       its session holds; the others stand by, for as long as that one moves on. The lock saves
 *       double work. Where there are two relays for a moment, each still sends all events after its
 *       cursor in order, and the cursor follows one of them: nothing but duplicates.
 *   <li>It moves only under the epoch of the shard's owner, and only from where the relay believes
 *       it to be.
 *   <li>After a failure nothing that was sent later gets in before what failed: the first failed
 *       send closes the producer, and the next attempt starts again at the cursor. So per account
 *       the first delivery of each event is in order; what comes twice has the same id and version.
 *   <li>While Kafka or PostgreSQL is away it pauses up to {@code backoffMaxMillis} between
 *       attempts, and goes on by itself.
 * </ul>
 *
 * <p>The record: key = account id in decimal digits; value = {@code AccountEvent} as Protobuf;
 * headers as in {@link dev.ringfence.journal.relay.EventHeaders}. A dead letter has those of {@link
 * dev.ringfence.journal.relay.DeadLetterHeaders} besides; too large ones lack the payload, which is
 * in the ledger at the shard and sequence that the headers name.
 */
package dev.ringfence.journal.relay;
