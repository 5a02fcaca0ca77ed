@NullMarked
package io.millrace.topologies.scale;

import org.jspecify.annotations.NullMarked;
