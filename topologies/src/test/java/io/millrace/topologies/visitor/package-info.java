@NullMarked
package io.millrace.topologies.visitor;

import org.jspecify.annotations.NullMarked;
