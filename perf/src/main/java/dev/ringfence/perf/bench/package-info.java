/**
 * The load generator: plans when to send, sends, times every answer from the planned moment, and
 * checks at the end that the servers hold what they acknowledged.
 */
package dev.ringfence.perf.bench;
