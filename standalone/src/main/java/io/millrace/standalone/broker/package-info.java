/** The embedded broker: one KRaft node that is broker and controller at once. */
@NullMarked
package io.millrace.standalone.broker;

import org.jspecify.annotations.NullMarked;
