/** Tenants and their keys over HTTP. */
@NullMarked
package io.millrace.interactivequeries.definitions;

import org.jspecify.annotations.NullMarked;
