/** The settings of the service alone: how they are read, and a broker that needs them. */
@NullMarked
package io.millrace.service.config;

import org.jspecify.annotations.NullMarked;
