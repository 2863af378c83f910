/**
 * An obviously right engine, made of maps and BigDecimal, and the streams that hunt for a
 * difference.
 */
package dev.ringfence.engine.model;
