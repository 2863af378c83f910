/** Wires everything by hand, and runs it. Nothing imports this package. */
package dev.ringfence.gateway.boot;
