/** The port between the outside and the engine. */
package dev.ringfence.gateway.routing;
