/** What is measured of this instance, for Prometheus. No tenant is named in it. */
@NullMarked
package io.millrace.service.monitoring;

import org.jspecify.annotations.NullMarked;
