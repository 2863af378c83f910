/** Health and metrics over HTTP, for probes and scrapers. */
package dev.ringfence.gateway.http;
