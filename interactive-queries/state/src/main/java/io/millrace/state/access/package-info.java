/** What an API key may do, and how its secret is hashed. */
@NullMarked
package io.millrace.state.access;

import org.jspecify.annotations.NullMarked;
