/** Files of definitions: what they say, and how they are brought to a service. */
@NullMarked
package io.millrace.standalone.definitions;

import org.jspecify.annotations.NullMarked;
