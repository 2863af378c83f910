/** Files of the operator that may change while the process runs. */
package dev.ringfence.gateway.watch;
