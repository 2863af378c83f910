/** Proves the invariants over PostgreSQL alone. */
package dev.ringfence.snapshotter.verify;
