/** The durable log: the schema, who owns a shard, and the group commit. */
package dev.ringfence.journal;
