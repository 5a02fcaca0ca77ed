/** Tests of what all stores share. */
@NullMarked
package io.millrace.topologies.state;

import org.jspecify.annotations.NullMarked;
