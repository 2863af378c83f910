/** Turns answers and rows into API messages, exactly. */
package dev.ringfence.gateway.mapping;
