/** The claims of this package. */
@NullMarked
package io.millrace.interactivequeries.deadletters;

import org.jspecify.annotations.NullMarked;
