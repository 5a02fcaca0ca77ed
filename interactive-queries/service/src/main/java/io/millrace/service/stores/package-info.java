/**
 * The state stores over HTTP: which there are, single entries, and ranges page by page.
 *
 * <p>A {@code StoreCodec} says how the keys of a store are written as text and its values as JSON.
 * Every range it makes starts with the tenant's prefix, so that no text a caller sends can name a
 * key outside. Each partition is read on its own, and one that is not here now is an error, never a
 * gap in the answer.
 */
@NullMarked
package io.millrace.service.stores;

import org.jspecify.annotations.NullMarked;
