/** The console: a page for people in a browser, which asks the HTTP API as everybody else does. */
package dev.ringfence.gateway.console;
