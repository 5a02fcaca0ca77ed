/**
 * Definitions on every instance: a global store, which tasks look into again when it has changed;
 * and what decides that every task knows a definition in time.
 */
@NullMarked
package io.millrace.topologies.definition;

import org.jspecify.annotations.NullMarked;
