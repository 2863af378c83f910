/** Which shards there are, and were. */
package dev.ringfence.snapshotter.layout;
