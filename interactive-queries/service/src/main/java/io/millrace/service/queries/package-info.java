/** Queries over HTTP: the JSON of a request and of its answer. */
@NullMarked
package io.millrace.service.queries;

import org.jspecify.annotations.NullMarked;
