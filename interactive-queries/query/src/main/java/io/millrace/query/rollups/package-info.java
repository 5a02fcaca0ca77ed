/** The rollups that can be queried: the built-in ones and those a tenant has defined. */
@NullMarked
package io.millrace.query.rollups;

import org.jspecify.annotations.NullMarked;
