/** Tests of how the topology is told. */
@NullMarked
package io.millrace.interactivequeries.topology;

import org.jspecify.annotations.NullMarked;
