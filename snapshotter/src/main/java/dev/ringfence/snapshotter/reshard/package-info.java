/** Gives the database another number of shards, while nothing runs. */
package dev.ringfence.snapshotter.reshard;
