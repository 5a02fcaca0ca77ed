/**
 * The control plane: tenants and API keys as records of the compacted topic {@code definitions},
 * followed by every instance.
 */
@NullMarked
package io.millrace.state.definitions;

import org.jspecify.annotations.NullMarked;
