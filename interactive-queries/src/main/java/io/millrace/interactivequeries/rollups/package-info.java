/** Rollups that tenants define: how they are listed, written and removed. */
@NullMarked
package io.millrace.interactivequeries.rollups;

import org.jspecify.annotations.NullMarked;
