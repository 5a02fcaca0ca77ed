/** The generated description. */
@NullMarked
package io.millrace.interactivequeries.openapi;

import org.jspecify.annotations.NullMarked;
