/** The OpenAPI description: generated from the controllers when they are compiled, served here. */
@NullMarked
package io.millrace.interactivequeries.openapi;

import org.jspecify.annotations.NullMarked;
