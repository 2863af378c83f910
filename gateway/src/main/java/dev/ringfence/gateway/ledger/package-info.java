/** Reads from PostgreSQL: lists, and what the shards no longer hold in memory. */
package dev.ringfence.gateway.ledger;
