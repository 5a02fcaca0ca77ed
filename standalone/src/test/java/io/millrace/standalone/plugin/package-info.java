/** The sink as a plugin of a plain Connect worker, with nothing of Millrace beside it. */
@NullMarked
package io.millrace.standalone.plugin;

import org.jspecify.annotations.NullMarked;
