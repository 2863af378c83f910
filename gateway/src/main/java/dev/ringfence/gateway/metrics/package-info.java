/** What the engine measures about itself, for Prometheus. */
package dev.ringfence.gateway.metrics;
