/** The status over HTTP: how fresh each source is, and which parts can be reached. */
@NullMarked
package io.millrace.service.status;

import org.jspecify.annotations.NullMarked;
