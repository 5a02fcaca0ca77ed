package io.millrace.state.problem;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * A fault of one field.
 *
 * @param problem what is allowed and, unless it is a secret, what was received
 */
@Schema(description = "What is wrong with one field.")
public record FieldFault(
    String field,
    @Schema(description = "what is allowed and, where it is no secret, what came")
        String problem) {}
