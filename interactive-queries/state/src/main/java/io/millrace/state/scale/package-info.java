/**
 * Moves the running product to another partition count.
 *
 * <p>The state is copied, record by record, from the changelogs of the current application to those
 * of the next one, each to the partition that owns its key there; first while everything runs,
 * then, once the old application has reached the end of its inputs and is paused, the rest. Events
 * that arrive in the meantime wait in topics of the new count. Each phase is written to the
 * layout's definition: one instance leads, all follow, and a new leader after a failure continues
 * or begins the copy again.
 */
@NullMarked
package io.millrace.state.scale;

import org.jspecify.annotations.NullMarked;
