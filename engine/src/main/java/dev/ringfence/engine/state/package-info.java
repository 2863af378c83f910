/** The deterministic core: a shard's state, what decides on it, and what alone changes it. */
package dev.ringfence.engine.state;
