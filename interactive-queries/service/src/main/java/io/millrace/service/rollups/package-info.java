/**
 * Rollups that tenants define: how they are listed, written and removed, and how the leader brings
 * them into force.
 */
@NullMarked
package io.millrace.service.rollups;

import org.jspecify.annotations.NullMarked;
