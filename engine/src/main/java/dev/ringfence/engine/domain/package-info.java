/** The vocabulary of the domain: amounts, ids, states and reasons. */
package dev.ringfence.engine.domain;
