/** The client for people: one class per command, over gRPC. */
package dev.ringfence.gateway.cli;
