/**
 * The same service written the way the textbooks do it, with a pool of connections and a
 * transaction per request: what Ringfence is measured against.
 */
package dev.ringfence.perf.baseline;
