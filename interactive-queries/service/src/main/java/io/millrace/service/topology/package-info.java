/**
 * How the topology is spread over the instances: who has which task, how far each is, what its
 * stores take. Each instance answers for itself; one asks them all.
 */
@NullMarked
package io.millrace.service.topology;

import org.jspecify.annotations.NullMarked;
