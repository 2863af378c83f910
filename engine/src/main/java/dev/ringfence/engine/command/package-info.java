/** What goes into a shard, and what comes out of it. */
package dev.ringfence.engine.command;
