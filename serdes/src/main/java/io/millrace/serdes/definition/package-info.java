/** What the control plane keeps: tenants and API keys, as records of one compacted topic. */
@NullMarked
package io.millrace.serdes.definition;

import org.jspecify.annotations.NullMarked;
