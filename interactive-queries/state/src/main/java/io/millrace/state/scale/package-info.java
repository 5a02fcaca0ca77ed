/**
 * Moves the running product to another partition count.
 *
 * <p>The state is copied, record by record, from the changelogs of the application in force to
 * those of the next one, each to the partition that owns its key there; first while everything
 * runs, then, once the old application has come to the end of its inputs and stands still, the
 * rest. Events that come meanwhile wait in topics of the new count. Each phase is written to the
 * layout's definition: one instance leads, all follow it, and whoever leads after a failure goes on
 * or begins the copy anew.
 */
@NullMarked
package io.millrace.state.scale;

import org.jspecify.annotations.NullMarked;
