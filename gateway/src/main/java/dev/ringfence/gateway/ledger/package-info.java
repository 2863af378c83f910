/** Reads from PostgreSQL what the shards no longer hold in memory. */
package dev.ringfence.gateway.ledger;
