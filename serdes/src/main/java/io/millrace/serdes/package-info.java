/** x. */
@NullMarked
package io.millrace.serdes;

import org.jspecify.annotations.NullMarked;
