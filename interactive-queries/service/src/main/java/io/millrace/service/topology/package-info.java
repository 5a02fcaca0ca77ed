/**
 * The distribution of the topology over the instances: the task assignment, the progress, and the
 * store sizes. Each instance reports its own part; one collects them.
 */
@NullMarked
package io.millrace.service.topology;

import org.jspecify.annotations.NullMarked;
