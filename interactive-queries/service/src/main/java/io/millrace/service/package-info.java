/**
 * The HTTP service: it ingests events, hosts the topologies and reads their stores.
 *
 * <p>{@code Service} starts it. Every feature is a package with its controllers; what a caller can
 * get wrong or meet is a {@code problem.Failure}, and the authenticated caller is an {@code
 * access.Caller}.
 */
@NullMarked
package io.millrace.service;

import org.jspecify.annotations.NullMarked;
