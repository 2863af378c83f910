/** The API as JSON over HTTP, mapped from the .proto: same calls, same answers, same errors. */
package dev.ringfence.gateway.rest;
