/**
 * Segments that tenants define: how they are listed, written, activated and removed, who is in
 * them, and why.
 */
@NullMarked
package io.millrace.service.segments;

import org.jspecify.annotations.NullMarked;
