/** The whole product as processes, from outside. */
@NullMarked
package io.millrace.standalone.product;

import org.jspecify.annotations.NullMarked;
