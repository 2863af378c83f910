/** The ring, its one writer thread, and the ports to the outside. */
package dev.ringfence.engine.shard;
