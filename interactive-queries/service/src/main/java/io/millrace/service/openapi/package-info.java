/** The OpenAPI description: generated from the controllers when they are compiled, served here. */
@NullMarked
package io.millrace.service.openapi;

import org.jspecify.annotations.NullMarked;
