/** Files of definitions, and how they are applied to a service. */
@NullMarked
package io.millrace.standalone.definitions;

import org.jspecify.annotations.NullMarked;
