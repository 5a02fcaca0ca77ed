/**
 * Takeover when an instance dies or leaves: dead members are evicted, orphaned transactions
 * aborted, and the state of its tasks taken over without waiting for a timeout.
 */
@NullMarked
package io.millrace.state.takeover;

import org.jspecify.annotations.NullMarked;
