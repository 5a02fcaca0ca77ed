/**
 * Segments that tenants define: listing, writing, activation and removal, their members, and
 * explanations.
 */
@NullMarked
package io.millrace.service.segments;

import org.jspecify.annotations.NullMarked;
