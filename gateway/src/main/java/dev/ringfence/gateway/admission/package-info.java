/** How much each client may ask for, and how much all of them together. */
package dev.ringfence.gateway.admission;
