/** See the package of the same name in the product. */
@NullMarked
package io.millrace.standalone.demo;

import org.jspecify.annotations.NullMarked;
