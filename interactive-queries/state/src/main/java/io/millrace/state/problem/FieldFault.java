package io.millrace.state.problem;

/**
 * A fault of one field.
 *
 * @param problem what is allowed and, unless it is a secret, what was received
 */
public record FieldFault(String field, String problem) {}
