/** Looks through the dead letters, and sends them back. */
package dev.ringfence.gateway.deadletters;
