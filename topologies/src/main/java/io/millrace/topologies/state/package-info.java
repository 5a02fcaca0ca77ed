/** Common parts of all stores: building, memory limits and expiry. */
@NullMarked
package io.millrace.topologies.state;

import org.jspecify.annotations.NullMarked;
