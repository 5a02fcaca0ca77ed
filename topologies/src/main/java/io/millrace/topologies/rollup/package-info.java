/**
 * The rollup sub-topology: tasks combine their events into small partials, the owner of a series
 * merges them into its windows, and changed windows are sent as complete rows.
 */
@NullMarked
package io.millrace.topologies.rollup;

import org.jspecify.annotations.NullMarked;
