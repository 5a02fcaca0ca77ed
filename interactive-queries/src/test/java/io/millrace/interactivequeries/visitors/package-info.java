@NullMarked
package io.millrace.interactivequeries.visitors;

import org.jspecify.annotations.NullMarked;
