/** What has just become durable, for those who watch. Knows nothing of gRPC calls. */
package dev.ringfence.gateway.changes;
