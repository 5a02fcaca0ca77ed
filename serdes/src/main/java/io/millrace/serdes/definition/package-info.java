/**
 * What the control plane keeps: tenants, API keys and rollups, as records of one compacted topic.
 */
@NullMarked
package io.millrace.serdes.definition;

import org.jspecify.annotations.NullMarked;
