/** The HTTP port: health, metrics, and whatever else is served there. */
package dev.ringfence.gateway.http;
