/** What networks do to connections, on request. */
package dev.ringfence.localstack.proxy;
