/** Rows of PostgreSQL in bulk: consistent snapshots, streamed in the binary format of COPY. */
package dev.ringfence.snapshotter.rows;
