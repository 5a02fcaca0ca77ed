@NullMarked
package io.millrace.interactivequeries.webhooks;

import org.jspecify.annotations.NullMarked;
