/**
 * What a feature of the visitor sub-topology consists of, and what a stage is given to work with.
 */
@NullMarked
package io.millrace.topologies.feature;

import org.jspecify.annotations.NullMarked;
