/** Tests of {@code io.millrace.service.ingest}. */
@NullMarked
package io.millrace.service.ingest;

import org.jspecify.annotations.NullMarked;
