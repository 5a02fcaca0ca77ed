/** Settings of the service, with their defaults, and what is built from them alone. */
@NullMarked
package io.millrace.state.settings;

import org.jspecify.annotations.NullMarked;
