/** Tests of the queries. */
@NullMarked
package io.millrace.interactivequeries.query;

import org.jspecify.annotations.NullMarked;
