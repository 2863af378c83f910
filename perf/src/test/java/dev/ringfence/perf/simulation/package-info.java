/**
 * The whole pipeline in one thread on a virtual clock, with servers in memory and faults from a
 * seed.
 */
package dev.ringfence.perf.simulation;
