/** How fast events travel from the outbox to Kafka, and from Kafka to Redis, each part alone. */
package dev.ringfence.perf.events;
