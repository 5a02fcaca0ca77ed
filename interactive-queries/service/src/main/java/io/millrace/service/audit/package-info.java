/** The drift audit over HTTP, and the thread that runs it all the time. */
@NullMarked
package io.millrace.service.audit;

import org.jspecify.annotations.NullMarked;
