/** Tests of how the topologies are hosted, against a real broker. */
@NullMarked
package io.millrace.state.streams;

import org.jspecify.annotations.NullMarked;
