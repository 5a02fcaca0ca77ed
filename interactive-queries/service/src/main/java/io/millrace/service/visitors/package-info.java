/** Reads and erasure of single visitors. */
@NullMarked
package io.millrace.service.visitors;

import org.jspecify.annotations.NullMarked;
