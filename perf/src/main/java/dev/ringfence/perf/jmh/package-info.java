/** JMH benchmarks of the engine alone: no journal, no network. */
package dev.ringfence.perf.jmh;
