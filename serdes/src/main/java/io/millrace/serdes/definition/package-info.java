/**
 * What the control plane keeps: tenants, API keys, rollups, connectors and so on, as records of one
 * compacted topic. A record names its kind; what its body says is described once, by the {@link
 * io.millrace.serdes.definition.DefinitionKind} of that name, which stands beside the feature it
 * belongs to.
 */
@NullMarked
package io.millrace.serdes.definition;

import org.jspecify.annotations.NullMarked;
