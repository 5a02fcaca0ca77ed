/** Sessions: a visitor's activity without a gap of more than 30 minutes of event time. */
@NullMarked
package io.millrace.serdes.session;

import org.jspecify.annotations.NullMarked;
