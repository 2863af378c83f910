/** The server's certificate, and the authorities whose certificates it accepts. */
package dev.ringfence.gateway.tls;
