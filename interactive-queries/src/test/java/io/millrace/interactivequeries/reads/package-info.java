@NullMarked
package io.millrace.interactivequeries.reads;

import org.jspecify.annotations.NullMarked;
