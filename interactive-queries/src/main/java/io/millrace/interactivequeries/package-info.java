/** x. */
@NullMarked
package io.millrace.interactivequeries;

import org.jspecify.annotations.NullMarked;
