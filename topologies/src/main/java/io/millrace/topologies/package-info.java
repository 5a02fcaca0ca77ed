/** x. */
@NullMarked
package io.millrace.topologies;

import org.jspecify.annotations.NullMarked;
