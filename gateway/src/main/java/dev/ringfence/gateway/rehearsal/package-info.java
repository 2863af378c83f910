/** Makes the program warm before it serves. */
package dev.ringfence.gateway.rehearsal;
