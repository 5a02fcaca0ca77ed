package io.millrace.state.problem;

/**
 * What is wrong with one field.
 *
 * @param problem what is allowed and, where it is no secret, what came
 */
public record FieldFault(String field, String problem) {}
