/**
 * What the control plane keeps: tenants, API keys, rollups and connectors, as records of one
 * compacted topic.
 */
@NullMarked
package io.millrace.serdes.definition;

import org.jspecify.annotations.NullMarked;
