/** Tests of how far things are. */
@NullMarked
package io.millrace.interactivequeries.status;

import org.jspecify.annotations.NullMarked;
