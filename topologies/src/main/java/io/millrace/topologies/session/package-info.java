/** The session stage: events of a visitor become sessions, corrected by late events. */
@NullMarked
package io.millrace.topologies.session;

import org.jspecify.annotations.NullMarked;
