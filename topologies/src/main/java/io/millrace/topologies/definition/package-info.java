/** Definitions on every instance: a global store. */
@NullMarked
package io.millrace.topologies.definition;

import org.jspecify.annotations.NullMarked;
