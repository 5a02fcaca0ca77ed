/** Tests of {@code io.millrace.service.webhooks}. */
@NullMarked
package io.millrace.service.webhooks;

import org.jspecify.annotations.NullMarked;
