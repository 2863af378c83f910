/** The gRPC API: calls in, answers out, errors with details. */
package dev.ringfence.gateway.grpc;
