/** The rollups that a query may ask for: those built in and those a tenant has defined. */
@NullMarked
package io.millrace.query.rollups;

import org.jspecify.annotations.NullMarked;
