/** What JSON of others must be before it is read. */
package dev.ringfence.gateway.json;
