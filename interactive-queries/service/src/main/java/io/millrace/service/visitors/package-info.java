/** One visitor: who it is, and what it is doing now. */
@NullMarked
package io.millrace.service.visitors;

import org.jspecify.annotations.NullMarked;
