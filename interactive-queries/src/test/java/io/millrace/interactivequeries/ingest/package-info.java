/** Ingest over real HTTP into a real broker, and its formats by themselves. */
@NullMarked
package io.millrace.interactivequeries.ingest;

import org.jspecify.annotations.NullMarked;
