/**
 * The state stores over HTTP: the list of stores, single entries, and ranges page by page.
 *
 * <p>A {@code StoreCodec} defines how the keys of a store are written as text and its values as
 * JSON. Every range it makes starts with the tenant's prefix, so that no text from a caller can
 * name a key of another tenant. Each partition is read on its own, and one that is not available is
 * an error, never a gap in the answer.
 */
@NullMarked
package io.millrace.service.stores;

import org.jspecify.annotations.NullMarked;
