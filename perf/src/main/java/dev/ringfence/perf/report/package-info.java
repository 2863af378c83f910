/** Shows what was measured: JSON, histogram files, a table for the terminal, and one page. */
package dev.ringfence.perf.report;
