/** Turns requests into commands, or says which field is wrong and why. */
package dev.ringfence.gateway.validation;
