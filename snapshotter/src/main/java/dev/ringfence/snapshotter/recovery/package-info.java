/** Builds the memory of shards from their rows, before they serve. */
package dev.ringfence.snapshotter.recovery;
