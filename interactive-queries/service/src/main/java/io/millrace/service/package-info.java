/**
 * The HTTP service: it takes events in, hosts the topologies and reads their stores.
 *
 * <p>{@code Service} starts it. Every feature is a package with its controllers; what a person can
 * get wrong or meet is a {@code problem.Failure}, and who asks is an {@code
 * access.RecordingClient}.
 */
@NullMarked
package io.millrace.service;

import org.jspecify.annotations.NullMarked;
