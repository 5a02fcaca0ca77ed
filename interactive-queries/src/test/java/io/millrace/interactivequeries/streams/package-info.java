/** Tests of how the topologies are hosted, against a real broker. */
@NullMarked
package io.millrace.interactivequeries.streams;

import org.jspecify.annotations.NullMarked;
