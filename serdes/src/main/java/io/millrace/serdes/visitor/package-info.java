/**
 * The visitor: the key that all event topics share, and the one record with its whole state, in
 * sections that are decoded on first access.
 */
@NullMarked
package io.millrace.serdes.visitor;

import org.jspecify.annotations.NullMarked;
