/** Engine and journal without a network, against a bare loop of the same statement. */
package dev.ringfence.perf.commit;
