/** Rollups that tenants define: how they are listed, written and removed. */
@NullMarked
package io.millrace.service.rollups;

import org.jspecify.annotations.NullMarked;
