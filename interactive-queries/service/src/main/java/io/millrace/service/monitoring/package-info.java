/** The metrics of this instance, for Prometheus. No tenant is named in them. */
@NullMarked
package io.millrace.service.monitoring;

import org.jspecify.annotations.NullMarked;
