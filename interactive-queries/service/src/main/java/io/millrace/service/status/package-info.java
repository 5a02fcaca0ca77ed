/** The status over HTTP: the freshness of each source, and the health of the components. */
@NullMarked
package io.millrace.service.status;

import org.jspecify.annotations.NullMarked;
