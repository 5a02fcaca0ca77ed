/** x. */
@NullMarked
package io.millrace.connectors;

import org.jspecify.annotations.NullMarked;
