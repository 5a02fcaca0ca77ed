/**
 * The control plane: tenants and API keys as records of the compacted topic {@code definitions},
 * followed by every instance.
 */
@NullMarked
package io.millrace.interactivequeries.definitions;

import org.jspecify.annotations.NullMarked;
