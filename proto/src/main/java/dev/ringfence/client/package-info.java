/**
 * A client for order gateways: safe request ids, retries that can't double anything, one stream for
 * all commands, and answers that say what is known.
 */
package dev.ringfence.client;
