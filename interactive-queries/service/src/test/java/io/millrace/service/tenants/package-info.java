/** Tests of {@code io.millrace.service.tenants}. */
@NullMarked
package io.millrace.service.tenants;

import org.jspecify.annotations.NullMarked;
