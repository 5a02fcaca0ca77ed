/**
 * Dead letters: records that a connector could not write, browsed, edited, replayed and discarded.
 *
 * <p>Connect keeps them in topics, with their origin and the error in headers. The {@code
 * DeadLetterConsumer} reads these topics into the {@code DeadLetterIndex}; the resolution of a dead
 * letter is a mark in a compacted topic of its own. A replay writes the record to its original
 * topic, so that every consumer of it reads it again, with the header {@code millrace.replay.of}.
 *
 * <p>Nothing is replayed twice. The record and its mark are written in one transaction; there is
 * one transactional id for all instances, so that a new producer fences an older one; and a dead
 * letter is considered open only after the marks were read up to their end after that. See {@code
 * DeadLetterResolver}.
 */
@NullMarked
package io.millrace.service.deadletters;

import org.jspecify.annotations.NullMarked;
