/**
 * Dead letters: records that a connector could not take, browsed, edited, replayed and discarded.
 *
 * <p>Connect keeps them in topics and says in headers where each came from and why. The {@code
 * DeadLetterConsumer} reads these topics into the {@code DeadLetterIndex}; what became of a letter
 * is a mark in a compacted topic of ours. A replay writes the record to the topic it came from, so
 * that every consumer of it sees it again, with the header {@code millrace.replay.of}.
 *
 * <p>Nothing is replayed twice. The record and its mark are written in one transaction; there is
 * one transactional id for all instances, so that a new producer ends what an older one began; and
 * a letter is judged open only after the marks were read up to their end behind that. See {@code
 * DeadLetterResolver}.
 */
@NullMarked
package io.millrace.service.deadletters;

import org.jspecify.annotations.NullMarked;
