/** Requests between instances over HTTP: the endpoint of each kind of peer request. */
@NullMarked
package io.millrace.service.instances;

import org.jspecify.annotations.NullMarked;
