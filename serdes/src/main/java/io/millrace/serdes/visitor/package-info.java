/**
 * The visitor: the key all event topics share, and the one record that holds everything kept on a
 * visitor, in sections that are decoded only when asked for.
 */
@NullMarked
package io.millrace.serdes.visitor;

import org.jspecify.annotations.NullMarked;
