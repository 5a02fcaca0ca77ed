/** What all stores share: how they are built, bounded and swept. */
@NullMarked
package io.millrace.topologies.state;

import org.jspecify.annotations.NullMarked;
