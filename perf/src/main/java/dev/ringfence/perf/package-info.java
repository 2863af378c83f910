/** Measures Ringfence: how fast it is, against what, and whether it counted right. */
package dev.ringfence.perf;
