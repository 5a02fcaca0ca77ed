/**
 * The settings of a service that runs alone: read from the environment and from a file, checked all
 * at once, and made into the records that the service starts with. A wrong setting stops the start,
 * because a service that runs with another setting than the operator wrote is worse than none.
 */
@NullMarked
package io.millrace.service.config;

import org.jspecify.annotations.NullMarked;
