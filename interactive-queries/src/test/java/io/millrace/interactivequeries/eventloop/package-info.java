@NullMarked
package io.millrace.interactivequeries.eventloop;

import org.jspecify.annotations.NullMarked;
