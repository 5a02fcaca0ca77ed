/** See the package of the same name in the product. */
@NullMarked
package io.millrace.standalone.home;

import org.jspecify.annotations.NullMarked;
