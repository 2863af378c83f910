/** What an accepted command changes: the rows that the journal makes durable. */
package dev.ringfence.engine.effect;
