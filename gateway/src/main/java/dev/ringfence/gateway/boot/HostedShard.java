package dev.ringfence.gateway.boot;

import dev.ringfence.engine.shard.Shard;
import dev.ringfence.journal.PostgresJournal;
import dev.ringfence.journal.ShardOwnership;

/** A shard that this process owns, with what it writes through. */
record HostedShard(Shard shard, PostgresJournal journal, ShardOwnership ownership) {}
