package dev.ringfence.gateway.validation;

/**
 * What is wrong with one field of a request.
 *
 * @param field the field's name in the .proto file
 * @param description what it must be; never repeats what was sent
 */
public record Violation(String field, String description) {}
