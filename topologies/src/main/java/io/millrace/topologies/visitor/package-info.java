/**
 * The visitor sub-topology: one record per visitor, read once and written once per event, passed
 * through stages.
 */
@NullMarked
package io.millrace.topologies.visitor;

import org.jspecify.annotations.NullMarked;
