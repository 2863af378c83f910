/**
 * Kills and cuts a local stack under load, and compares what clients were told with what is there.
 *
 * <p>Three kinds of processes: this one does the harm, two engines fight over the shards, and a
 * client asks and keeps a journal of its own.
 */
package dev.ringfence.perf.chaos;
