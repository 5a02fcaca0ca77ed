/** Changing the number of partitions over HTTP. */
@NullMarked
package io.millrace.service.scale;

import org.jspecify.annotations.NullMarked;
