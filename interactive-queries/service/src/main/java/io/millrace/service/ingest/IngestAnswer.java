package io.millrace.service.ingest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The results of a request's events.
 *
 * @param success {@code true}, for Segment's clients; absent for others
 * @param results one for each event, in the order of the request
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record IngestAnswer(
    @Nullable Boolean success,
    int accepted,
    int quarantined,
    int duplicates,
    List<EventResult> results) {}
